import { formatDate, formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { inline, multiline } from "@/lib/letters/clean"
import type { Block, Day, Letter, Organisation } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { breachTexts } from "@/lib/letters/texts/breach"

export type BreachLetterInput = {
  language: Locale
  organisation: Organisation
  number: string
  type: string
  happenedFrom: Day
  happenedTo: Day
  foundOn: Day
  how: string
  what: string
  measures: string
  categories: readonly string[]
  /** Systems, each with the number of people it named. */
  sources: readonly { title: string; people: number }[]
  recorded: { from: Day | null; to: Day | null }
  byKeys: boolean
  /** Null until a notice went out. */
  told: Readonly<Record<"email" | "sms" | "posted" | "post" | "waiting" | "gone", number>> | null
  duties: readonly { title: string; dueOn: Day; cites: string; assumed: boolean; doneOn: Date | null }[]
}

const stretch = (from: Day | null, to: Day | null, language: Locale): string =>
  [...new Set([from, to])].map((day) => (day ? formatLongDate(day, language) : "…")).join(" – ")

function whose(input: BreachLetterInput): Block[] {
  const { language, categories, sources, recorded, byKeys } = input
  const words = breachTexts[language]
  const rows = [
    [words.categories, categories.map(inline).join("; ")],
    [words.sources, sources.map(({ title }) => inline(title)).join("; ")],
    [
      words.recorded,
      recorded.from || recorded.to ? stretch(recorded.from, recorded.to, language) : words.any,
    ],
    ...sources.map(({ title, people }) => [`${words.people}: ${inline(title)}`, String(people)]),
  ]
  return [
    { kind: "heading", text: words.whose },
    { kind: "table", head: [...words.head], rows },
    ...(byKeys ? [{ kind: "paragraph" as const, text: `${words.keys}.` }] : []),
  ]
}

function notices({ language, told }: BreachLetterInput): Block[] {
  if (!told) return []
  const words = breachTexts[language]
  const kinds = ["email", "sms", "posted", "post", "waiting", "gone"] as const
  const rows = kinds.filter((kind) => told[kind] > 0).map((kind) => [words.told[kind], String(told[kind])])
  return rows.length === 0
    ? []
    : [
        { kind: "heading", text: words.notices },
        { kind: "table", head: [...words.head], rows },
      ]
}

function duties({ language, duties: all }: BreachLetterInput): Block[] {
  if (all.length === 0) return []
  const words = breachTexts[language]
  const rows = all.map(({ title, dueOn, cites, assumed, doneOn }) => [
    `${inline(title)} (${[inline(cites), ...(assumed ? [words.assumed] : [])].join("; ")})`,
    formatDate(dueOn, language),
    doneOn ? formatDate(doneOn, language) : words.open,
  ])
  return [
    { kind: "heading", text: words.duties },
    { kind: "table", head: [...words.dutyHead], rows },
  ]
}

/** The account of a breach for the supervising body: facts, counts and duties, and nobody's name. */
export function breachLetter(input: BreachLetterInput): Letter {
  const { language, number, type, happenedFrom, happenedTo, foundOn, how, what, measures } = input
  const words = breachTexts[language]
  const rows = [
    [words.type, inline(type)],
    [words.happened, stretch(happenedFrom, happenedTo, language)],
    [words.found, formatLongDate(foundOn, language)],
  ]
  return outgoingLetter(input, words.title(inline(number)), [
    { kind: "heading", text: words.facts },
    { kind: "table", head: [...words.head], rows },
    { kind: "quote", label: words.what, text: multiline(what) },
    { kind: "quote", label: words.how, text: multiline(how) },
    { kind: "quote", label: words.measures, text: multiline(measures) },
    ...whose(input),
    ...notices(input),
    ...duties(input),
  ])
}
