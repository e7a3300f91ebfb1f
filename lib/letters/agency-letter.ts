import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { type Appealed, appealedRows } from "@/lib/letters/appeal-letter"
import { inline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import type { Block, Day, Ground, Letter, Organisation, Person } from "@/lib/letters/letter"
import { dataProtectionIn, groundIn, quoted } from "@/lib/letters/phrases"
import type { LetterTexts } from "@/lib/letters/texts/shape"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** The appeal to the organisation itself and what it came to; null while it is looked at. */
export type AppealTold = {
  number: string
  receivedOn: Day
  outcome: "overturned" | "partly_overturned" | "confirmed" | null
  ground: Ground | null
}

export type AgencyLetterInput = {
  language: Locale
  /** The body that is written to, by the legal profile. */
  to: { title: string; address?: string; site?: string }
  organisation: Organisation
  person: Person
  appealed: Appealed
  appeal: AppealTold | null
  /** The person's own, where they added any to their appeal. */
  words?: string
  writtenOn: Day
}

const parties = ({ to, person }: AgencyLetterInput, texts: LetterTexts): Block => ({
  kind: "parties",
  rows: [
    {
      label: texts.to,
      lines: [to.title, to.address ?? "", to.site ?? ""].map(inline).filter(Boolean),
    },
    {
      label: texts.from,
      lines: [
        inline(person.name),
        ...(person.pin ? [`${texts.pin}: ${inline(person.pin)}`] : []),
        `${texts.contact}: ${inline(person.contact)}`,
      ],
    },
  ],
})

const appealRows = ({ appeal, language }: AgencyLetterInput, texts: LetterTexts): string[][] => {
  if (!appeal) return []
  const { appealed, appealedAs, appealOpen } = texts.agencyComplaint
  const decision = appeal.outcome ? texts.reply.outcome[appeal.outcome] : appealOpen
  const told = appealedAs(inline(appeal.number), formatLongDate(appeal.receivedOn, language), decision)
  const ground = appeal.ground ? [[texts.appealed.ground, groundIn(appeal.ground, language)]] : []
  return [[appealed, told], ...ground]
}

/**
 * The complaint to the supervising body, ready to be signed by hand and sent: who and against whom, what was asked and
 * answered with days and grounds, what is wanted. Nothing in it is not in the person's own file.
 */
export const agencyLetter = (input: AgencyLetterInput): Letter => {
  const { language, organisation, appealed, writtenOn, person } = input
  const texts = textsIn(language)
  const words = texts.agencyComplaint
  const say = appealed.decided === "overdue" ? words.late : words.statement
  const [right, number] = [inline(appealed.right), inline(appealed.number)]
  const about = [organisation.name, organisation.address ?? "", dataProtectionIn(organisation)]
  const rows = [
    [words.organisation, about.map(inline).filter(Boolean).join("; ")],
    ...appealedRows(appealed, language),
    ...appealRows(input, texts),
  ]
  return {
    direction: "incoming",
    language,
    title: words.title,
    blocks: [
      parties(input, texts),
      {
        kind: "paragraph",
        text: say(inline(organisation.name), right, number, onDate(appealed.receivedOn, language)),
      },
      { kind: "heading", text: words.facts },
      { kind: "table", head: [...texts.appealed.head], rows },
      ...quoted(texts.ownWords, input.words),
      { kind: "heading", text: words.wanted },
      { kind: "list", items: [...words.wants] },
      { kind: "paragraph", text: words.enclosed(number) },
      {
        kind: "signature",
        rows: [
          { label: texts.signature.by, value: inline(person.name) },
          { label: texts.signature.date, value: formatLongDate(writtenOn, language) },
        ],
        line: texts.signature.line,
      },
    ],
  }
}
