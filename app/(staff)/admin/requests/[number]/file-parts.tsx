import { StaffFile } from "@/app/_records/staff-file"
import { currentLocale, translator } from "@/app/_server/locale"
import { Details } from "@/app/_ui/details"
import { Icon } from "@/app/_ui/icon"
import { LetterText } from "@/app/_ui/letter-text"
import { Section, When } from "@/app/_ui/text"
import { formatDateTime } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import type { CaseAttachment, CaseLetter, CaseMessage } from "@/lib/requests/case-file"
import styles from "./case.module.css"

const methods = ["password", "session", "paper", "registered"] as const

/** Who asks: the person, or a state body about them. */
type From = "in" | "body"

const Letter = async ({ letter, from, open }: { letter: CaseLetter; from: From; open: boolean }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const method = methods.find((code) => code === letter.method)
  const time = formatDateTime(letter.signedAt ?? letter.createdAt, locale)
  return (
    <Details
      open={open}
      summary={`${t(`letters.${letter.direction === "in" ? from : "out"}`)}: ${letter.title}`}
    >
      <LetterText text={letter.text} lang={letter.language} />
      <p className={styles.meta}>
        {t("letters.registration", { number: letter.registration })}
        {" · "}
        {method && (letter.signedAt || method === "registered")
          ? t(`letters.signed.${method}`, { time })
          : t("letters.made", { time })}
        <br />
        {t("letters.hash", { hash: letter.hash })}
      </p>
      <p>
        <a href={`/api/staff/letters/${letter.id}`}>{t("letters.pdf")}</a>
      </p>
    </Details>
  )
}

/** The letters of the request, the first that came open. */
export const Letters = async ({ letters, from }: { letters: CaseLetter[]; from: From }) => {
  const t = await translator("case")
  const first = letters.find(({ direction }) => direction === "in")
  return (
    <Section id="letters" title={t("letters.title")}>
      {letters.length === 0 && <p>{t("letters.none")}</p>}
      {letters.map((letter) => (
        <Letter key={letter.id} letter={letter} from={from} open={letter.id === first?.id} />
      ))}
    </Section>
  )
}

/** The documents the person attached; they are downloaded, never shown inside a page. */
export const Files = async ({ files }: { files: CaseAttachment[] }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  if (files.length === 0) return null
  return (
    <Section id="files" title={t("files.title")}>
      <ul className={styles.lines}>
        {files.map((file) => (
          <li key={file.id} className={styles.file}>
            <StaffFile id={file.id} href={`/api/staff/attachments/${file.id}`} scan={file.scan}>
              {file.name}
            </StaffFile>{" "}
            <span className={styles.meta}>
              {t("files.size", { n: formatCount(Math.max(1, Math.round(file.size / 1000)), locale) })}
              {" · "}
              <When at={file.at} locale={locale} as="time" />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The thread with the person; notes among staff stand apart and say that the person does not see them. */
export const Thread = async ({ thread }: { thread: CaseMessage[] }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const others = {
    subject: "thread.person",
    representative: "history.representative",
    system: "thread.system",
  } as const
  const author = ({ by, author: name }: CaseMessage) => (by === "staff" ? name : t(others[by]))
  const look = ({ by, internal }: CaseMessage) =>
    [styles.message, internal ? styles.internal : by === "staff" ? styles.ours : ""].filter(Boolean).join(" ")
  return (
    <Section id="thread" title={t("thread.title")}>
      {thread.length === 0 && <p>{t("thread.none")}</p>}
      {thread.map((message) => (
        <article key={message.id} className={look(message)}>
          <p className={styles.meta}>
            {message.internal && (
              <span className={styles.unseen}>
                <Icon name="lock" />
                {t("thread.note")}, {t("thread.unseen")} ·{" "}
              </span>
            )}
            {author(message)} · <When at={message.at} locale={locale} as="time" />
          </p>
          <p className={styles.body}>{message.body}</p>
        </article>
      ))}
    </Section>
  )
}
