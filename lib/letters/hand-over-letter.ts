import { formatDateTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import { inline } from "@/lib/letters/clean"
import { onDate, untilDate } from "@/lib/letters/dated"
import type { Block, Day, Letter, Organisation } from "@/lib/letters/letter"
import { type AppealStep, appealBlocks, outgoingLetter } from "@/lib/letters/outgoing-letter"
import { section } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** A category as it was handed over; the last three are told where the answer itself is to be read in the letter. */
export type HandedOver = {
  what: string
  count: number
  masked: number
  why: string
  recipients: string
  until: string
}

export type HandOverInput = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  request: { number: string; receivedOn: Day; right: string }
  /** Whether purposes, recipients and terms stand in the letter too, as an answer about what is held has them. */
  inFull: boolean
  given: readonly HandedOver[]
  notHeld: readonly { what: string; why: string }[]
  sources: readonly { source: string; at: Date; known: boolean }[]
  disclosures: readonly { recipient: string; purpose: string; at: Date }[]
  file: { size: string; sha256: string; until: Day; way: "cabinet" | "desk" }
  /** The service it was given to, where the person named one. */
  service?: { title: string; on: Day; reference: string }
  by: readonly string[]
  appealRoute?: readonly AppealStep[]
}

/**
 * The answer that goes with a copy: what was handed over category by category, what is masked, what is not held, which
 * sources were asked, who was given the data before, and the file with its SHA-256 and how long it can be saved.
 * RangeError without a source: nobody looked.
 */
export const handOverLetter = (input: HandOverInput): Letter => {
  if (input.sources.length === 0) throw new RangeError("a copy rests on a reading of the sources")
  const { language, request, given } = input
  const texts = textsIn(language)
  const words = texts.handOver
  const received = onDate(request.receivedOn, language)
  const count = (n: number) => formatCount(n, language)
  const rows = given.map(({ what, count: items, masked }) => [inline(what), count(items), count(masked)])
  const why = given.map((row) => [row.what, row.why, row.recipients, row.until].map(inline))
  const blocks: Block[] = [
    { kind: "paragraph", text: texts.dear(inline(input.person.name)) },
    { kind: "paragraph", text: words.opening(inline(request.right), inline(request.number), received) },
    ...(rows.length > 0
      ? section(words.given, words.maskedLead, words.givenHead, rows)
      : [{ kind: "paragraph" as const, text: words.nothing }]),
    ...(input.inFull ? section(words.why, null, words.whyHead, why) : []),
    ...section(
      words.notHeld,
      null,
      words.notHeldHead,
      input.notHeld.map((row) => [row.what, row.why].map(inline)),
    ),
    ...section(
      words.sources,
      null,
      words.sourcesHead,
      input.sources.map(({ source, at, known }) => [
        inline(source),
        formatDateTime(at, language),
        known ? words.answered : words.unknown,
      ]),
    ),
    ...disclosed(input),
    ...about(input),
    ...appealBlocks(language, input.appealRoute),
  ]
  return outgoingLetter(input, words.title(inline(request.number)), blocks)
}

function disclosed({ language, disclosures }: HandOverInput): Block[] {
  const words = textsIn(language).handOver
  if (disclosures.length === 0)
    return [
      { kind: "heading", text: words.disclosures },
      { kind: "paragraph", text: words.noDisclosures },
    ]
  const rows = disclosures.map(({ recipient, purpose, at }) => [
    ...[recipient, purpose].map(inline),
    formatDateTime(at, language),
  ])
  return section(words.disclosures, null, words.disclosuresHead, rows)
}

function about({ language, file, service }: HandOverInput): Block[] {
  const words = textsIn(language).handOver
  const lines = [
    words.file(inline(file.size), file.sha256),
    words.way[file.way](untilDate(file.until, language)),
    ...(service
      ? [words.service(inline(service.title), onDate(service.on, language), inline(service.reference))]
      : []),
  ]
  return [
    { kind: "heading", text: words.fileTitle },
    ...lines.map((text) => ({ kind: "paragraph" as const, text })),
  ]
}
