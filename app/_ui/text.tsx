import { Fragment, type ReactNode } from "react"
import { formatDate, formatDateTime, formatLongDate, type Moment, machineDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import styles from "./text.module.css"

type TitleProps = {
  children: ReactNode
  /** Small line above: the number of a request, the step of several. */
  caption?: ReactNode
  /** The one sentence that opens the page. */
  lead?: ReactNode
}

/** The page's only `h1`. */
export const PageTitle = ({ children, caption, lead }: TitleProps) => (
  <header className={styles.title}>
    {caption && <p className={styles.caption}>{caption}</p>}
    <h1>{children}</h1>
    {lead && <p className={styles.lead}>{lead}</p>}
  </header>
)

type SectionProps = { title?: ReactNode; id?: string; aside?: ReactNode; children: ReactNode }

/** One idea of a page, under an `h2`; `aside` is a link or a count on the heading's line. */
export const Section = ({ title, id, aside, children }: SectionProps) => (
  <section className={styles.section} aria-labelledby={id && title ? id : undefined}>
    {title && (
      <div className={styles.sectionHead}>
        <h2 id={id}>{title}</h2>
        {aside && <div className={styles.aside}>{aside}</div>}
      </div>
    )}
    {children}
  </section>
)

/** Paragraphs and lists of running text, held to a readable line. */
export const Prose = ({ children }: { children: ReactNode }) => <div className={styles.prose}>{children}</div>

/** A text somebody wrote, a paragraph for each of its lines. */
export const Paragraphs = ({ text }: { text: string }) => (
  <Prose>
    {text.split(/\n+/).map((paragraph, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no other name and never move.
      <p key={i}>{paragraph}</p>
    ))}
  </Prose>
)

/** A number or date the page is about, large, with its name above and an explanation below. */
export const Fact = ({
  label,
  children,
  note,
}: {
  label: ReactNode
  children: ReactNode
  note?: ReactNode
}) => (
  <div className={styles.fact}>
    <p className={styles.factLabel}>{label}</p>
    <p className={styles.factValue}>{children}</p>
    {note && <p className={styles.factNote}>{note}</p>}
  </div>
)

type WhenProps = { at: Moment; locale: Locale; as?: "date" | "long" | "time" }

/** `2-декабры` stays on one line: a phone breaks a long date between its words alone. */
const unbroken = (words: string): ReactNode =>
  words.split(" ").map((word, i) => (
    <Fragment key={word}>
      {i > 0 && " "}
      <span className={styles.word}>{word}</span>
    </Fragment>
  ))

/** A date on the page: `22.11.2026` (`date`), as in a letter (`long`), or with the hour (`time`, instants only). */
export const When = ({ at, locale, as = "date" }: WhenProps) => (
  <time dateTime={machineDate(at)}>
    {as === "long"
      ? unbroken(formatLongDate(at, locale))
      : as === "time" && at instanceof Date
        ? formatDateTime(at, locale)
        : formatDate(at, locale)}
  </time>
)

/** Leads one page up; stands first in `main`, above the title. */
export const BackLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <a href={href} className={styles.back}>
    <span aria-hidden="true">←</span> {children}
  </a>
)

/** Words for a screen reader alone. */
export const Spoken = ({ children }: { children: ReactNode }) => <span className="spoken">{children}</span>

type MaskedProps = {
  /** What may be seen, such as `•••• 4521`. */
  shown: string
  /** Read aloud and shown on hover, in the reader's language: "partly hidden". */
  note: string
}

/** A value of which a part is hidden on the screen. Never pass the full value. */
export const Masked = ({ shown, note }: MaskedProps) => (
  <span className={styles.masked} title={note}>
    {shown}
    <Spoken> ({note})</Spoken>
  </span>
)
