"use client"

import { usePathname } from "next/navigation"
import type { ReactNode } from "react"
import styles from "./shell.module.css"

export type NavItem = {
  href: string
  label: string
  /** Only this very address counts as here; otherwise the pages below it too. */
  exact?: boolean
  /** Addresses of other pages, with those below them, that are found through this one. */
  among?: readonly string[]
  /** A number worth seeing beside the word, such as unread messages. */
  count?: number
}

const Items = ({ items, path }: { items: readonly NavItem[]; path: string }) => (
  <ul className={styles.navList}>
    {items.map(({ href, label, exact, among = [], count }) => {
      const below = exact ? among : [href, ...among]
      const here = path === href || below.some((each) => `${path}/`.startsWith(`${each}/`))
      return (
        <li key={href}>
          <a href={href} className={styles.navLink} aria-current={here ? "page" : undefined}>
            {label}
            {count ? <span className={styles.navCount}>{count}</span> : null}
          </a>
        </li>
      )
    })}
  </ul>
)

type Props = { items: readonly NavItem[]; label: string; menu: string; end?: ReactNode }

/** The pages of a part of the portal; on a narrow screen folded under `menu`, with `end` below them. Knows where the reader is. */
export const Nav = ({ items, label, menu, end }: Props) => {
  const path = usePathname()
  return (
    <nav className={styles.nav} aria-label={label}>
      <details key={path} className={styles.narrow}>
        <summary className={styles.menu}>{menu}</summary>
        <Items items={items} path={path} />
        {end}
      </details>
      <div className={styles.wide}>
        <Items items={items} path={path} />
      </div>
    </nav>
  )
}
