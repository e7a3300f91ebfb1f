import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import type { Block, Day, EntryChannel, Ground, Letter, Organisation } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { dataProtectionIn, groundIn, quoted, section } from "@/lib/letters/phrases"
import { authorityTextsIn } from "@/lib/letters/texts/state-body"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** The document by which a state body asks. */
export type Demand = { body: string; number: string; date: Day }

const labelled = (label: string, value: string): Block => ({
  kind: "paragraph",
  text: `${label}: ${inline(value)}`,
})

/** What staff registered of a state body's request: who asks, by which document, about whom, what, on which ground. */
export function authorityAsked(input: {
  language: Locale
  organisation: Organisation
  demand: Demand
  whom: string
  ground: Ground
  categories: readonly string[]
  block: boolean
  words: string
  registered: { channel: EntryChannel; receivedOn: Day; enteredOn: Day }
}): Letter {
  const { language, organisation, demand, registered } = input
  const [texts, words] = [textsIn(language), authorityTextsIn(language)]
  const to = [inline(organisation.name), dataProtectionIn(organisation)]
  return {
    direction: "incoming",
    language,
    title: words.asked.title,
    blocks: [
      {
        kind: "parties",
        rows: [
          { label: texts.to, lines: to },
          { label: words.body, lines: [inline(demand.body)] },
        ],
      },
      {
        kind: "paragraph",
        text: words.asked.statement(inline(demand.number), formatLongDate(demand.date, language)),
      },
      labelled(words.asked.whom, input.whom),
      { kind: "paragraph", text: words.about },
      { kind: "list", items: input.categories.map(inline) },
      ...(input.block ? [{ kind: "paragraph" as const, text: words.asked.block }] : []),
      labelled(words.ground, groundIn(input.ground, language)),
      ...quoted(words.words, input.words),
      { kind: "heading", text: texts.registered.heading },
      {
        kind: "signature",
        rows: [
          { label: texts.registered.by, value: inline(demand.body) },
          { label: texts.registered.how, value: texts.registered.channel[registered.channel] },
          { label: texts.registered.received, value: formatLongDate(registered.receivedOn, language) },
          { label: texts.registered.entered, value: formatLongDate(registered.enteredOn, language) },
        ],
        line: null,
      },
    ],
  }
}

/** One category handed over, with the values themselves as text. */
export type Given = { what: string; records: number; values: readonly { field: string; value: string }[] }
export type Withheld = { what: string; ground: Ground; explanation: string }

/** The answer to a state body: what is handed over by category, on which ground and for what, what is not and why. */
export function authorityAnswer(input: {
  language: Locale
  organisation: Organisation
  demand: Demand
  whom: string
  number: string
  ground: Ground
  purpose: string
  given: readonly Given[]
  withheld: readonly Withheld[]
  by: readonly string[]
}): Letter {
  const { language, demand, given, withheld } = input
  const [texts, words] = [textsIn(language), authorityTextsIn(language).answer]
  const opening = words.opening(
    inline(demand.number),
    formatLongDate(demand.date, language),
    inline(input.number),
  )
  const held = given.filter(({ records }) => records > 0)
  const blocks: Block[] = [
    { kind: "paragraph", text: texts.dear(inline(demand.body)) },
    { kind: "paragraph", text: opening },
    { kind: "paragraph", text: words.whom(inline(input.whom)) },
    ...section(
      words.given,
      null,
      words.givenHead,
      held.map(({ what, records }) => [inline(what), String(records)]),
    ),
    ...(held.length === 0 && withheld.length === 0
      ? [{ kind: "paragraph" as const, text: words.nothing }]
      : []),
    ...section(
      words.withheld,
      null,
      words.withheldHead,
      withheld.map(({ what, ground, explanation }) => [
        inline(what),
        groundIn(ground, language),
        inline(explanation),
      ]),
    ),
    labelled(words.ground, groundIn(input.ground, language)),
    labelled(words.purpose, input.purpose),
    ...held.flatMap(({ what, values }) =>
      section(
        `${words.annex}: ${inline(what)}`,
        null,
        words.annexHead,
        values.map(({ field, value }) => [inline(field), inline(value)]),
      ),
    ),
    ...(held.length > 0 ? [{ kind: "paragraph" as const, text: words.care }] : []),
  ]
  return outgoingLetter(input, words.title(inline(demand.number)), blocks)
}
