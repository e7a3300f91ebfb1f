import type { ReactNode } from "react"
import styles from "./banner.module.css"
import { Icon, type IconName } from "./icon"

type Props = {
  /** `note`: worth knowing. `turn`: the reader is awaited. `done`: an act went through. `fault`: a part does not work. */
  kind?: "note" | "turn" | "done" | "fault"
  title?: ReactNode
  children?: ReactNode
  /** Announced when it appears after an act; not for what was there from the start. */
  live?: boolean
}

const icons: Record<NonNullable<Props["kind"]>, IconName> = {
  note: "info",
  turn: "turn",
  done: "check",
  fault: "warning",
}

/** One message above the content; at most one a page, never beside an error summary. */
export const Banner = ({ kind = "note", title, children, live }: Props) => (
  <div className={`${styles.banner} ${styles[kind]}`} role={live ? "status" : undefined}>
    <Icon name={icons[kind]} className={styles.icon} />
    <div className={styles.text}>
      {title && <p className={styles.title}>{title}</p>}
      {children}
    </div>
  </div>
)

/** What happens next, or what the reader does next: the first thing on a page about something under way. */
export const NextStep = ({
  title,
  turn,
  children,
}: {
  title: ReactNode
  /** The reader is awaited. */
  turn?: boolean
  children: ReactNode
}) => (
  <section className={turn ? styles.stepTurn : styles.step}>
    <h2 className={styles.stepTitle}>{title}</h2>
    <div className={styles.stepText}>{children}</div>
  </section>
)

/** The end of a request's sending: the act, its number large, nothing to press inside. */
export const Confirmation = ({
  title,
  label,
  number,
}: {
  title: ReactNode
  label?: ReactNode
  number?: ReactNode
}) => (
  <div className={styles.confirmation}>
    <h1>{title}</h1>
    {number && (
      <p className={styles.number}>
        {label && <span className={styles.numberLabel}>{label}</span>}
        <data value={String(number)}>{number}</data>
      </p>
    )}
  </div>
)
