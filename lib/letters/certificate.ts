import { formatDateTime, formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import { inline } from "@/lib/letters/clean"
import { onDate, untilDate } from "@/lib/letters/dated"
import type { Block, Day, Ground, Letter, Organisation, Until } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { groundIn, section, unaskedBlocks, untilIn } from "@/lib/letters/phrases"
import { certifiedTexts } from "@/lib/letters/texts/certified"
import { erasedTexts, type Mask } from "@/lib/letters/texts/erased"
import type { Act, LetterTexts } from "@/lib/letters/texts/shape"
import { statedTexts } from "@/lib/letters/texts/stated"
import { textsIn } from "@/lib/letters/texts/texts-in"

/**
 * One act on one place. `readBack` is false when the result could not be read again; then `cause` says why and the row
 * is not called done.
 */
export type ActRow = {
  act: Act
  what: string
  /** For a correction: the field with its old and its new value. */
  changed?: { field: string; from: string; to: string }
  /** For a mask: by what the values were replaced. */
  mask?: Mask
  /** The source, and where in it. */
  source: string
  count: number
  /** When it was read back, or stated. */
  at: Date
  /** When the source did it; absent where it was found done. */
  doneAt?: Date | null
  readBack: boolean
  cause?: string
  /** Nobody read it: those who keep it stated it, at that time. */
  stated?: { answer: "done" | "not_found"; count: number } | undefined
}
export type KeptRow = { what: string; count: number; ground: Ground; until: Until }
export type BesideRow = { what: string; source: string; count: number; is: "gone" | "changed" }
export type RecipientRow = {
  recipient: string
  toldAt: Date | null
  confirmedAt: Date | null
  /** What it answered; confirmed that it was done, where nothing else is said. */
  answer?: "done" | "not_held" | "refused" | null
}
export type RescanRow = {
  source: string
  at: Date
  /** as_stated: nothing was to be gone, and what was done stands as the letter says. unread: nobody reads it. */
  found: "as_stated" | "nothing" | "only_kept" | "remains" | "unreachable" | "unread"
  count: number
}

export type CertificateInput = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  request: { number: string; receivedOn: Day; right: string }
  acts: readonly ActRow[]
  kept: readonly KeptRow[]
  /** What was found to be gone, or different, though nothing of the plan touched it. */
  beside?: readonly BesideRow[]
  /** What the systems cannot do by themselves, and what becomes of it; null words where nobody has said yet. */
  byHand?: readonly { what: string; words: string | null }[]
  /** What a restriction does not stop, and what stays restricted when one is lifted. */
  restriction?: readonly string[]
  /** Titles of the rules whose time was over, where nobody asked. */
  unasked?: readonly string[]
  /** Those who were to be told; with none the letter says that no notice was sent, never that nobody has the data. */
  recipients: readonly RecipientRow[]
  /**
   * The day the last back-up with this data is overwritten; null when nobody knows, which the letter says, and absent
   * where nothing was to be gone.
   */
  backupsUntil?: Day | null
  /** The days on which the sources are read once more. */
  rereadOn?: readonly Day[]
  rescan: readonly RescanRow[]
}

const order: readonly Act[] = ["erase", "mask", "correct", "restrict", "unrestrict", "stop"]

const whatIn = (
  { what, changed, mask }: Pick<ActRow, "what" | "changed" | "mask">,
  language: Locale,
): string => {
  if (mask) return `${inline(what)}: ${erasedTexts[language].masks[mask]}`
  return changed
    ? `${inline(what)}. ${inline(changed.field)}: ${inline(changed.from)} → ${inline(changed.to)}`
    : inline(what)
}

const actBlocks = (acts: readonly ActRow[], texts: LetterTexts["certificate"], language: Locale): Block[] => {
  const stated = acts.filter((row) => row.stated)
  const confirmed = acts.filter((row) => row.readBack && !row.stated)
  const unread = acts.filter((row) => !row.readBack && !row.stated)
  const blocks = order.flatMap((act) =>
    section(
      texts.acts[act],
      null,
      texts.actHead,
      confirmed
        .filter((row) => row.act === act)
        .map(({ source, count, at, doneAt, ...row }) => [
          whatIn(row, language),
          inline(source),
          countIn(count, language),
          doneAt
            ? certifiedTexts[language].done(formatDateTime(doneAt, language), formatDateTime(at, language))
            : certifiedTexts[language].readBack(formatDateTime(at, language)),
        ]),
    ),
  )
  return [
    ...(blocks.length > 0 ? blocks : [{ kind: "paragraph" as const, text: texts.nothingDone }]),
    ...statedBlocks(stated, texts, language),
    ...section(
      texts.unread,
      texts.unreadLead,
      texts.unreadHead,
      unread.map(({ act, source, cause, ...row }) => [
        `${whatIn(row, language)} (${texts.acts[act].toLowerCase()})`,
        inline(source),
        inline(cause ?? "–"),
      ]),
    ),
  ]
}

const statedBlocks = (
  acts: readonly ActRow[],
  texts: LetterTexts["certificate"],
  language: Locale,
): Block[] => {
  const { title, lead, head, done, notFound } = statedTexts[language]
  return section(
    title,
    lead,
    head,
    acts.map(({ act, source, at, stated, ...row }) => [
      `${whatIn(row, language)} (${texts.acts[act].toLowerCase()})`,
      inline(source),
      stated?.answer === "done" ? done(countIn(stated.count, language)) : notFound,
      formatDateTime(at, language),
    ]),
  )
}

const rescanned = (
  { found, count }: RescanRow,
  texts: LetterTexts["certificate"],
  language: Locale,
): string => {
  if (found === "as_stated") return texts.asStated
  if (found === "nothing") return texts.nothingFound
  if (found === "unreachable") return texts.unreachable
  if (found === "unread") return statedTexts[language].unread
  return (found === "only_kept" ? texts.onlyKept : texts.remains)(formatCount(count, language))
}

/** What a recipient answered and when; null where it has not. */
export const recipientAnswer = (row: RecipientRow, language: Locale): string | null => {
  const { confirmed, notHeld, refused } = textsIn(language).certificate
  const said = { done: confirmed, not_held: notHeld, refused }
  return row.confirmedAt && said[row.answer ?? "done"](formatDateTime(row.confirmedAt, language))
}

const recipientState = (row: RecipientRow, texts: LetterTexts["certificate"], language: Locale): string => {
  const answer = recipientAnswer(row, language)
  if (answer) return answer
  return row.toldAt ? texts.told(formatDateTime(row.toldAt, language)) : texts.untold
}

/** A mark, or what is kept whatever comes to it, has no number. */
const countIn = (count: number, language: Locale): string =>
  count === 0 ? "–" : formatCount(count, language)

const besideBlocks = ({ beside = [], language }: Pick<CertificateInput, "beside" | "language">): Block[] =>
  (["gone", "changed"] as const).flatMap((is) => {
    const { title, lead, head } = certifiedTexts[language].beside[is]
    const rows = beside
      .filter((row) => row.is === is)
      .map(({ what, source, count }) => [inline(what), inline(source), formatCount(count, language)])
    return section(title, lead, head, rows)
  })

const backupBlocks = (
  { backupsUntil, language }: Pick<CertificateInput, "backupsUntil" | "language">,
  texts: LetterTexts["certificate"],
): Block[] =>
  backupsUntil === undefined
    ? []
    : [
        { kind: "heading", text: texts.backups },
        {
          kind: "paragraph",
          text: backupsUntil ? texts.backupsUntil(untilDate(backupsUntil, language)) : texts.backupsUnknown,
        },
      ]

const rereadBlocks = ({
  rereadOn = [],
  language,
}: Pick<CertificateInput, "rereadOn" | "language">): Block[] =>
  rereadOn.length === 0
    ? []
    : [
        {
          kind: "paragraph",
          text: erasedTexts[language].reread(rereadOn.map((day) => formatLongDate(day, language)).join("; ")),
        },
      ]

/**
 * The signed account of a fulfilment: what was erased, masked, corrected, restricted or stopped and read back so, what
 * could not be read back, what is kept on which ground until when, recipients, back-ups, and what the reading found.
 * RangeError without a reading: a certificate never claims what nobody looked at.
 */
export const certificate = (input: CertificateInput): Letter => {
  if (input.rescan.length === 0) throw new RangeError("a certificate rests on a reading of the sources")
  const { language, request } = input
  const { certificate: texts, byHand } = textsIn(language)
  const number = inline(request.number)
  const recipients = input.recipients.map((row) => [
    inline(row.recipient),
    recipientState(row, texts, language),
  ])
  const kept = input.kept.map(({ what, count, ground, until }) => [
    inline(what),
    countIn(count, language),
    groundIn(ground, language),
    untilIn(until, language),
  ])
  const blocks: Block[] = [
    {
      kind: "paragraph",
      text: texts.opening(
        inline(input.person.name),
        inline(request.right),
        number,
        onDate(request.receivedOn, language),
      ),
    },
    ...unaskedBlocks(input.unasked, language),
    { kind: "paragraph", text: texts.basis },
    ...actBlocks(input.acts, texts, language),
    ...besideBlocks(input),
    ...(input.restriction?.length
      ? [
          { kind: "heading" as const, text: texts.restriction },
          ...input.restriction.map((text) => ({ kind: "paragraph" as const, text: inline(text) })),
        ]
      : []),
    ...section(texts.kept, null, texts.keptHead, kept),
    ...section(
      byHand.title,
      null,
      byHand.head,
      (input.byHand ?? []).map(({ what, words }) => [inline(what), inline(words ?? "–")]),
    ),
    ...(recipients.length > 0
      ? section(texts.recipients, texts.whereAnswers, texts.recipientsHead, recipients)
      : [
          { kind: "heading" as const, text: texts.recipients },
          { kind: "paragraph" as const, text: texts.noRecipients },
        ]),
    ...backupBlocks(input, texts),
    ...section(
      texts.rescan,
      null,
      texts.rescanHead,
      input.rescan.map((row) => [
        inline(row.source),
        formatDateTime(row.at, language),
        rescanned(row, texts, language),
      ]),
    ),
    ...rereadBlocks(input),
  ]
  return outgoingLetter(input, texts.title(number), blocks)
}
