import type { Metadata } from "next"
import { ledgerKeys } from "@/app/_server/ledger-key"
import { currentLocale, translator } from "@/app/_server/locale"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { verdictTexts } from "@/messages/verdict"
import { CheckFile } from "./check-file"
import styles from "./verify.module.css"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("verify"))("title"),
})

const KEY = "NAME+ID+KEY"

/** How the same file is checked without this page, and with which key. */
const Offline = async ({ keys }: { keys: readonly string[] }) => {
  const t = await translator("verify")
  return (
    <>
      <Section id="key" title={t("key.title")}>
        <Prose>
          <p>{keys.length > 0 ? t("key.about") : t("key.none")}</p>
        </Prose>
        {keys.map((key) => (
          <code key={key} className={styles.code}>
            {key}
          </code>
        ))}
      </Section>
      <Section id="offline" title={t("offline.title")}>
        <Prose>
          <p>{t("offline.about")}</p>
          <p>
            <a href="/check-receipt.py" download>
              {t("offline.script")}
            </a>{" "}
            {t("offline.run")}
          </p>
        </Prose>
        <code className={styles.code}>python3 check-receipt.py FILE --key {keys[0] ?? KEY}</code>
        <p>{t("offline.ukuk")}</p>
        <code className={styles.code}>npm run ukuk -- receipt verify FILE --key {keys[0] ?? KEY}</code>
      </Section>
    </>
  )
}

const VerifyPage = async () => {
  const [t, locale, keys] = [await translator("verify"), await currentLocale(), await ledgerKeys()]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <CheckFile
        keys={keys}
        texts={verdictTexts(locale)}
        label={t("choose")}
        hint={t("hint")}
        checking={t("checking")}
        tooLarge={t("tooLarge")}
      >
        <p className="unscripted">{t("noScript")}</p>
      </CheckFile>
      <Offline keys={keys} />
    </>
  )
}

export default VerifyPage
