import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import { untilDate } from "@/lib/letters/dated"
import type { Block, Day, Letter, Organisation } from "@/lib/letters/letter"
import { outgoingLetter } from "@/lib/letters/outgoing-letter"
import { quoted } from "@/lib/letters/phrases"
import { demandBlocks } from "@/lib/letters/request-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

export type ClaimLetterInput = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  right: string
  /** What the claim rests on, in the officer's words. */
  facts: string
  demanded: { amount: string | null; demand: string }
  dueOn: Day
  /** How the term was reckoned, as a sentence. */
  arithmetic: string
  /** Where it is answered on the portal. */
  answerAt: string
  by: readonly string[]
}

/** The organisation's own claim against a person before court: on what it rests, what is demanded, by when to answer. */
export const claimLetter = (input: ClaimLetterInput): Letter => {
  const { language, demanded, person, dueOn, arithmetic } = input
  const texts = textsIn(language)
  const words = texts.claim
  const blocks: Block[] = [
    { kind: "paragraph", text: texts.dear(inline(person.name)) },
    { kind: "paragraph", text: words.statement(inline(input.right)) },
    ...quoted(words.facts, input.facts),
    ...demandBlocks(demanded, language),
    { kind: "paragraph", text: words.dueOn(untilDate(dueOn, language)) },
    { kind: "paragraph", text: `${words.how}: ${arithmetic}` },
    { kind: "paragraph", text: words.answer(inline(input.answerAt)) },
    { kind: "paragraph", text: words.keeps },
  ]
  return outgoingLetter(input, words.title, blocks)
}
