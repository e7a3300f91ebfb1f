import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { inline, multiline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import type { Block, Day, Ground, Letter, OperationCode, Organisation, Until } from "@/lib/letters/letter"
import { type AppealStep, appealBlocks, outgoingLetter } from "@/lib/letters/outgoing-letter"
import { groundIn, operationsIn, quoted, section, unaskedBlocks, untilIn } from "@/lib/letters/phrases"
import type { Act } from "@/lib/letters/texts/shape"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** A category or a purpose (title in the letter's language), narrowed to operations where the decision is per operation. */
type What = { what: string; operations?: readonly OperationCode[] }

/** What was decided on a part, group by group. `doneOn` only where it has already happened (stops "from the moment"). */
export type Decision = {
  done: readonly (What & { act: Act; doneOn?: Day })[]
  continues: readonly (What & { ground: Ground; until: Until })[]
  kept: readonly (What & { ground: Ground; until: Until })[]
  refused: readonly (What & { ground: Ground; explanation: string })[]
  deferred: readonly (What & { waitsFor: Until })[]
  /** What the systems cannot do by themselves, and what becomes of it in the officer's words. */
  byHand?: readonly (What & { words: string })[]
}

export type DecisionLetterInput = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  request: { number: string; receivedOn: Day; right: string }
  decision: Decision
  /** Titles of the rules whose time was over, where nobody asked. */
  unasked?: readonly string[]
  /** Units and roles, never a name: "the person sees unit and role" (rule 20). */
  by: readonly string[]
  explanation?: string
  appealRoute?: readonly AppealStep[]
}

/**
 * The answer to a request: what is done, continues, is kept, refused or deferred, each with its cited ground and its
 * end; the appeal route; the contact for personal data (rules 1, 2, 8, 26, 32). RangeError when it decides nothing, or
 * a refusal or what the systems cannot do carries no explanation, or a ground no source (rule 17).
 */
export const decisionLetter = (input: DecisionLetterInput): Letter => {
  const { language, decision, request } = input
  const texts = textsIn(language)
  const words = texts.decision
  check(decision)
  const named = ({ what, operations }: What): string =>
    operations && operations.length > 0
      ? `${inline(what)}: ${operationsIn(operations, language)}`
      : inline(what)
  const grounded = (row: What & { ground: Ground; until: Until }): string[] => [
    named(row),
    groundIn(row.ground, language),
    untilIn(row.until, language),
  ]
  const done = decision.done.map((row) => {
    const past = texts.certificate.acts[row.act].toLowerCase()
    const how = row.doneOn ? `${past}: ${formatLongDate(row.doneOn, language)}` : words.acts[row.act]
    return [named(row), how]
  })
  const refused = decision.refused.map((row) => [
    named(row),
    `${groundIn(row.ground, language)}. ${inline(row.explanation)}`,
  ])
  const deferred = decision.deferred.map((row) => [named(row), untilIn(row.waitsFor, language)])
  const blocks: Block[] = [
    { kind: "paragraph", text: texts.dear(inline(input.person.name)) },
    {
      kind: "paragraph",
      text: words.opening(
        inline(request.right),
        inline(request.number),
        onDate(request.receivedOn, language),
      ),
    },
    ...unaskedBlocks(input.unasked, language),
    ...section(words.done, null, words.doneHead, done),
    ...section(words.continues, words.continuesLead, words.continuesHead, decision.continues.map(grounded)),
    ...section(words.kept, words.keptLead, words.keptHead, decision.kept.map(grounded)),
    ...section(words.refused, null, words.refusedHead, refused),
    ...section(words.deferred, words.deferredLead, words.deferredHead, deferred),
    ...section(
      texts.byHand.title,
      null,
      texts.byHand.head,
      (decision.byHand ?? []).map((row) => [named(row), inline(row.words)]),
    ),
    ...quoted(words.explanation, input.explanation),
    ...appealBlocks(language, input.appealRoute),
  ]
  return outgoingLetter(input, words.title(inline(request.number)), blocks)
}

const check = ({ done, continues, kept, refused, deferred, byHand = [] }: Decision): void => {
  if ([done, continues, kept, refused, deferred, byHand].every((rows) => rows.length === 0))
    throw new RangeError("a decision decides something")
  const grounds = [...continues, ...kept, ...refused].map(({ ground }) => ground)
  if (grounds.some(({ cites }) => cites.length === 0)) throw new RangeError("a ground names its source")
  if (refused.some(({ explanation }) => multiline(explanation) === ""))
    throw new RangeError("a refusal is explained")
  if (byHand.some(({ words }) => multiline(words) === ""))
    throw new RangeError("what the systems cannot do is explained")
}
