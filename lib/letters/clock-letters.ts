import type { Locale } from "@/lib/format/locale"
import { inline, multiline } from "@/lib/letters/clean"
import { onDate, untilDate } from "@/lib/letters/dated"
import type { Block, Citation, Day, Letter, Organisation } from "@/lib/letters/letter"
import { type AppealStep, appealBlocks, outgoingLetter } from "@/lib/letters/outgoing-letter"
import { citesIn, quoted } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

type Head = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  request: { number: string; receivedOn: Day; right: string }
  by: readonly string[]
  appealRoute?: readonly AppealStep[]
}

const paragraph = (text: string): Block => ({ kind: "paragraph", text })
const said = (heading: string, text: string): Block[] => [{ kind: "heading", text: heading }, paragraph(text)]
const dear = ({ language, person }: Head): Block => paragraph(textsIn(language).dear(inline(person.name)))

/** What every opening names: the right, the number, the day of receipt. */
const named = ({ request, language }: Head): [right: string, number: string, receivedOn: string] => [
  inline(request.right),
  inline(request.number),
  onDate(request.receivedOn, language),
]

/**
 * The notice that a term is extended: the new last day, the reason in the officer's words, the arithmetic, the source
 * that allows it, the appeal route. RangeError without a reason or a source (rule 25).
 */
export const extensionLetter = (
  input: Head & { reason: string; dueOn: Day; arithmetic: string; cites: readonly Citation[] },
): Letter => {
  const { language, request, cites } = input
  if (multiline(input.reason) === "" || cites.length === 0)
    throw new RangeError("an extension gives its reason and its source")
  const words = textsIn(language).clock.extension
  return outgoingLetter(input, words.title(inline(request.number)), [
    dear(input),
    paragraph(words.opening(...named(input))),
    paragraph(words.due(untilDate(input.dueOn, language))),
    ...quoted(words.reason, input.reason),
    ...said(words.how, inline(input.arithmetic)),
    ...said(words.source, citesIn(cites, language)),
    ...appealBlocks(language, input.appealRoute),
  ])
}

/**
 * The reminder that the person is waited for: until when, unless that day is over; where nothing `lapses` (a withdrawal,
 * rule 2), that it does not.
 */
export const reminderLetter = (input: Head & { since: Day; lastOn: Day | null; lapses: boolean }): Letter => {
  const { language, request, lastOn, lapses } = input
  const words = textsIn(language).clock.reminder
  return outgoingLetter(input, words.title(inline(request.number)), [
    dear(input),
    paragraph(words.opening(...named(input), onDate(input.since, language))),
    ...(lastOn ? [paragraph(words.last(untilDate(lastOn, language)))] : []),
    ...(lapses ? [] : [paragraph(words.never)]),
    paragraph(words.how),
  ])
}

/** The letter that closes a request nobody answered for: until when it can be opened again, and the appeal route. */
export const lapseLetter = (input: Head & { since: Day; againUntil: Day | null }): Letter => {
  const { language, request, againUntil } = input
  const words = textsIn(language).clock.lapse
  return outgoingLetter(input, words.title(inline(request.number)), [
    dear(input),
    paragraph(words.opening(...named(input), onDate(input.since, language))),
    ...(againUntil ? [paragraph(words.again(untilDate(againUntil, language)))] : []),
    paragraph(words.anew),
    ...appealBlocks(language, input.appealRoute),
  ])
}

/** The notice, before it happens, that a restriction ends: on which day, why, and how to object (rule 14). */
export const liftNoticeLetter = (input: Head & { on: Day; reason: string }): Letter => {
  const { language, request } = input
  const words = textsIn(language).clock.liftNotice
  const [, number, receivedOn] = named(input)
  return outgoingLetter(input, words.title(inline(request.number)), [
    dear(input),
    paragraph(words.opening(number, receivedOn)),
    paragraph(words.day(onDate(input.on, language))),
    ...quoted(words.reason, input.reason),
    paragraph(words.object),
    ...appealBlocks(language, input.appealRoute),
  ])
}

/** The letter that what waited for a fact is carried out now, with the evidence of the fact. */
export const releaseLetter = (input: Head & { evidence: string }): Letter => {
  const { language, request } = input
  const words = textsIn(language).clock.release
  return outgoingLetter(input, words.title(inline(request.number)), [
    dear(input),
    paragraph(words.opening(...named(input))),
    ...quoted(words.evidence, input.evidence),
  ])
}
