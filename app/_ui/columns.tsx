import type { ReactNode } from "react"
import styles from "./columns.module.css"

/** Staff pages: the matter, and beside it what is looked up while working on it; below it on a narrow screen. */
export const Columns = ({
  children,
  side,
  sideLabel,
}: {
  children: ReactNode
  side: ReactNode
  sideLabel: string
}) => (
  <div className={styles.columns}>
    <div className={styles.matter}>{children}</div>
    <aside className={styles.side} aria-label={sideLabel}>
      {side}
    </aside>
  </div>
)

export type TabItem = { href: string; label: ReactNode; count?: number; here?: boolean }

/** Views of one list, each an address of its own. */
export const Tabs = ({ items, label }: { items: readonly TabItem[]; label: string }) => (
  <nav aria-label={label}>
    <ul className={styles.tabs}>
      {items.map((item) => (
        <li key={item.href}>
          <a href={item.href} className={styles.tab} aria-current={item.here ? "page" : undefined}>
            {item.label}
            {item.count !== undefined && <span className={styles.count}>{item.count}</span>}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
