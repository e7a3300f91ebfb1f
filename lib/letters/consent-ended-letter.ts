import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import type { Block, Day, Ground, Letter, OperationCode, Organisation, Until } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { groundIn, operationsIn, section, untilIn } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

export type ConsentEndedInput = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  /** The fact that ended it (title in the letter's language), the day it was recorded, the clause that says so. */
  because: { event: string; on: Day; clause: string }
  stopped: readonly { purpose: string; operations: readonly OperationCode[] }[]
  kept: readonly { what: string; ground: Ground; until: Until }[]
}

/** The notice that consent ended by itself (rule 6): why, what stopped, what is still kept, and that nothing need be done. */
export const consentEndedLetter = (input: ConsentEndedInput): Letter => {
  if (input.stopped.length === 0) throw new RangeError("the notice names at least one consent")
  const { language, because } = input
  const texts = textsIn(language)
  const words = texts.consentEnded
  const stopped = input.stopped.map(({ purpose, operations }) => [
    inline(purpose),
    operationsIn(operations, language),
  ])
  const kept = input.kept.map(({ what, ground, until }) => [
    inline(what),
    groundIn(ground, language),
    untilIn(until, language),
  ])
  const blocks: Block[] = [
    { kind: "paragraph", text: texts.dear(inline(input.person.name)) },
    {
      kind: "paragraph",
      text: words.opening(inline(because.event), onDate(because.on, language), inline(because.clause)),
    },
    ...section(words.stopped, null, words.stoppedHead, stopped),
    ...section(words.kept, texts.decision.keptLead, texts.decision.keptHead, kept),
    { kind: "paragraph", text: words.nothingToDo },
  ]
  return outgoingLetter(input, words.title, blocks)
}
