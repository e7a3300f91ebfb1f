import { translator } from "@/app/_server/locale"
import { Icon } from "./icon"
import styles from "./pagination.module.css"

type Props = {
  /** From 1. */
  page: number
  pages: number
  /** The address of a page. */
  href: (page: number) => string
}

/** Next and previous of a long list; nothing when all is on one page. */
export const Pagination = async ({ page, pages, href }: Props) => {
  if (pages <= 1) return null
  const t = await translator("common")
  return (
    <nav className={styles.pages} aria-label={t("pages.label")}>
      {page > 1 && (
        <a href={href(page - 1)} rel="prev" className={styles.page}>
          <Icon name="back" />
          {t("pages.previous")}
        </a>
      )}
      <span className={styles.where}>{t("pages.where", { page: String(page), pages: String(pages) })}</span>
      {page < pages && (
        <a href={href(page + 1)} rel="next" className={styles.page}>
          {t("pages.next")}
          <Icon name="chevron" />
        </a>
      )}
    </nav>
  )
}
