import type { ReactNode } from "react"
import styles from "./loading.module.css"

/** Stands where a section is still being read; says in words what is awaited (`Suspense fallback`). */
export const Loading = ({ children, lines = 3 }: { children: ReactNode; lines?: 1 | 2 | 3 | 4 }) => (
  <div className={styles.loading} role="status">
    <p className={styles.words}>{children}</p>
    <div aria-hidden="true" className={styles.lines}>
      {[1, 2, 3, 4].slice(0, lines).map((line) => (
        <span key={line} className={styles.line} />
      ))}
    </div>
  </div>
)
