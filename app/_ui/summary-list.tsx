import type { ReactNode } from "react"
import styles from "./summary-list.module.css"

export type SummaryRow = {
  key: ReactNode
  value: ReactNode
  /** Smaller text under the value: its source, its date. */
  note?: ReactNode
  /** A link such as "Change"; give it spoken words that say what it changes. */
  action?: ReactNode
  /** Needed when `key` is not plain text. */
  id?: string
}

type SummaryProps = {
  rows: readonly SummaryRow[]
  /** Which side is set strong: the values (short data, the default) or the names (values are sentences). */
  strong?: "value" | "key"
}

/** Names and values of one thing, with an act per row where there is one. */
export const SummaryList = ({ rows, strong = "value" }: SummaryProps) => (
  <dl className={strong === "key" ? styles.named : styles.list}>
    {rows.map((row, i) => (
      <div key={row.id ?? (typeof row.key === "string" ? row.key : i)} className={styles.row}>
        <dt className={styles.key}>{row.key}</dt>
        <dd className={styles.value}>
          {row.value}
          {row.note && <div className={styles.note}>{row.note}</div>}
        </dd>
        {row.action && <dd className={styles.action}>{row.action}</dd>}
      </div>
    ))}
  </dl>
)

export type LinkRow = {
  href: string
  title: ReactNode
  /** What stands behind the link, in a sentence. */
  about?: ReactNode
  /** A count, a date or a status at the end of the row. */
  end?: ReactNode
}

/** Pages to go to, one a row; the whole row is the link. */
export const LinkRows = ({ rows }: { rows: readonly LinkRow[] }) => (
  <ul className={styles.links}>
    {rows.map((row) => (
      <li key={row.href} className={styles.link}>
        <div className={styles.linkText}>
          <a href={row.href} className={styles.linkTitle}>
            {row.title}
          </a>
          {row.about && <div className={styles.linkAbout}>{row.about}</div>}
        </div>
        {row.end && <div className={styles.linkEnd}>{row.end}</div>}
        <span aria-hidden="true" className={styles.chevron} />
      </li>
    ))}
  </ul>
)
