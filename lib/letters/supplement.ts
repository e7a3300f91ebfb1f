import { formatDateTime, formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import { type CertificateInput, type RecipientRow, recipientAnswer } from "@/lib/letters/certificate"
import { inline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import type { Block, Day, Letter } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { section } from "@/lib/letters/phrases"
import { supplementTexts } from "@/lib/letters/texts/supplement"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** A reading after the certificate: what of its data was there again, and which sources nobody could read any more. */
export type ReadingRow = {
  at: Date
  cameBack: readonly { what: string; source: string; count: number }[]
  unread: readonly string[]
}

export type SupplementInput = Pick<CertificateInput, "language" | "organisation" | "person" | "request"> & {
  recipients: readonly (RecipientRow & { dueOn: Day })[]
  readings: readonly ReadingRow[]
}

const stateOf = (row: RecipientRow & { dueOn: Day }, language: Locale): string => {
  const answer = recipientAnswer(row, language)
  const { silent, untold } = supplementTexts[language]
  if (answer) return answer
  return row.toldAt
    ? silent(formatDateTime(row.toldAt, language), formatLongDate(row.dueOn, language))
    : untold
}

const foundIn = ({ cameBack, unread }: ReadingRow, language: Locale): string => {
  const texts = supplementTexts[language]
  const back = cameBack.map(
    ({ what, source, count }) => `${inline(what)} (${formatCount(count, language)}), ${inline(source)}`,
  )
  const said = [
    ...(back.length > 0 ? [texts.cameBack(back.join("; "))] : []),
    ...(unread.length > 0 ? [texts.unread(unread.map(inline).join("; "))] : []),
  ]
  return said.length > 0 ? said.join(". ") : texts.clean
}

/** What became known after a certificate was sealed: what each recipient answered, and what reading again found. */
export const supplement = (input: SupplementInput): Letter => {
  const { language, request } = input
  const { certificate: texts } = textsIn(language)
  const own = supplementTexts[language]
  const number = inline(request.number)
  const received = onDate(request.receivedOn, language)
  const blocks: Block[] = [
    {
      kind: "paragraph",
      text: texts.opening(inline(input.person.name), inline(request.right), number, received),
    },
    { kind: "paragraph", text: own.lead },
    ...section(
      texts.recipients,
      null,
      texts.recipientsHead,
      input.recipients.map((row) => [inline(row.recipient), stateOf(row, language)]),
    ),
    ...section(
      own.readings,
      own.readingsLead,
      own.readingsHead,
      input.readings.map((row) => [formatDateTime(row.at, language), foundIn(row, language)]),
    ),
  ]
  return outgoingLetter(input, own.title(number), blocks)
}
