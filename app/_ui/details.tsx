import type { ReactNode } from "react"
import styles from "./details.module.css"

type Props = { summary: ReactNode; open?: boolean; children: ReactNode }

/** More about something, folded away until asked for; open on paper. */
export const Details = ({ summary, open, children }: Props) => (
  <details className={styles.details} open={open}>
    <summary className={styles.summary}>{summary}</summary>
    <div className={styles.text}>{children}</div>
  </details>
)
