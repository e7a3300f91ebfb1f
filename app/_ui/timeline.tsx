import type { ReactNode } from "react"
import { Icon, type IconName } from "./icon"
import styles from "./timeline.module.css"

export type TimelineEntry = {
  id: string
  title: ReactNode
  /** A `When`. */
  when: ReactNode
  /** Which person, role or system did it. */
  by?: ReactNode
  /** `expected` is still to come; `internal` is for staff alone. */
  kind?: "person" | "staff" | "system" | "expected" | "internal"
  children?: ReactNode
}

const icons: Record<NonNullable<TimelineEntry["kind"]>, IconName> = {
  person: "person",
  staff: "people",
  system: "system",
  expected: "clock",
  internal: "lock",
}

/** What happened, entry by entry, in the order given. */
export const Timeline = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <ol className={styles.timeline}>
    {entries.map(({ id, title, when, by, kind = "system", children }) => (
      <li key={id} className={`${styles.entry} ${styles[kind]}`}>
        <span className={styles.dot}>
          <Icon name={icons[kind]} />
        </span>
        <div className={styles.body}>
          <h3 className={styles.title}>{title}</h3>
          <p className={styles.by}>
            {when}
            {by && <> · {by}</>}
          </p>
          {children && <div className={styles.text}>{children}</div>}
        </div>
      </li>
    ))}
  </ol>
)
