import type { ReactNode } from "react"
import styles from "./button.module.css"

/** `primary`: the one act of the page. `secondary`: an equal or lesser one. `grave`: cannot be undone. `link`: words only. */
export type ButtonKind = "primary" | "secondary" | "grave" | "link"

type ButtonProps = {
  kind?: ButtonKind
  /** Sent with the form, so that one form may have several acts. */
  name?: string
  value?: string
  children: ReactNode
}

/** Submits the form it stands in. */
export const Button = ({ kind = "primary", name, value, children }: ButtonProps) => (
  <button type="submit" name={name} value={value} className={styles[kind]}>
    {children}
  </button>
)

type LinkProps = { kind?: ButtonKind; href: string; download?: boolean; children: ReactNode }

/** Leads to a page and looks like the act that begins there. */
export const ButtonLink = ({ kind = "primary", href, download, children }: LinkProps) => (
  <a href={href} download={download} className={styles[kind]}>
    {children}
  </a>
)

/** Buttons side by side, wrapping on a narrow screen. */
export const Buttons = ({ children }: { children: ReactNode }) => <div className={styles.row}>{children}</div>
