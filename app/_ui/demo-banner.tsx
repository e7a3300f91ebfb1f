import { translator } from "@/app/_server/locale"
import styles from "./shell.module.css"

/** Says on every page that the people and data are invented, and where the messages went. */
export const DemoBanner = async () => {
  const t = await translator("shell")
  return (
    <aside className={styles.demo} aria-label={t("demo.title")}>
      <p>
        <strong>{t("demo.title")}</strong> {t("demo.text")} <a href="/demo/outbox">{t("demo.outbox")}</a>
      </p>
    </aside>
  )
}
