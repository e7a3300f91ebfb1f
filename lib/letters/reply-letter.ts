import type { Locale } from "@/lib/format/locale"
import { inline, multiline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import type { Block, Day, Ground, Letter, Organisation } from "@/lib/letters/letter"
import { type AppealStep, appealBlocks, outgoingLetter } from "@/lib/letters/outgoing-letter"
import { groundIn, quoted } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** What an answer gives in full, or in words alone; to an appeal: the decision is overturned. */
export type GrantedOutcome = "answered" | "upheld" | "overturned"
/** What an answer declines, in whole or in part; to an appeal: the decision stands. */
export type DeclinedOutcome = "partly_upheld" | "not_upheld" | "partly_overturned" | "confirmed"

/** What an answer in words comes to; nothing is declined without its ground. */
export type ReplyResult = { outcome: GrantedOutcome } | { outcome: DeclinedOutcome; ground: Ground }

export type ReplyLetterInput = {
  language: Locale
  organisation: Organisation
  person: { name: string }
  /** `ours`: the organisation's own claim, which the person has answered. */
  request: { number: string; receivedOn: Day; right: string; about?: readonly string[]; ours?: boolean }
  result: ReplyResult
  /** The answer in the officer's words. */
  words: string
  /** Who answers: unit and role (rule 20), and by name where the right is to a review by a person. */
  by: readonly string[]
  appealRoute?: readonly AppealStep[]
}

/**
 * The answer to a request that is settled in words: what it came to, the ground with its law and clause where it is
 * declined, the officer's words, the appeal route and the contact for personal data (rules 17, 26, 32). RangeError
 * without words, or where a ground names no source.
 */
export const replyLetter = (input: ReplyLetterInput): Letter => {
  const { language, request, result } = input
  if (multiline(input.words) === "") throw new RangeError("an answer says something")
  if ("ground" in result && result.ground.cites.length === 0)
    throw new RangeError("a ground names its source")
  const texts = textsIn(language)
  const words = texts.reply
  const received = onDate(request.receivedOn, language)
  const blocks: Block[] = [
    { kind: "paragraph", text: texts.dear(inline(input.person.name)) },
    {
      kind: "paragraph",
      text: request.ours
        ? texts.claim.closing(inline(request.number))
        : words.opening(inline(request.right), inline(request.number), received),
    },
    ...listed(words.about, request.about ?? []),
    ...(result.outcome === "answered" ? [] : said(words.outcome.title, words.outcome[result.outcome])),
    ...("ground" in result ? said(words.ground, groundIn(result.ground, language)) : []),
    ...quoted(words.words, input.words),
    ...appealBlocks(language, input.appealRoute),
  ]
  return outgoingLetter(input, words.title(inline(request.number)), blocks)
}

const said = (heading: string, text: string): Block[] => [
  { kind: "heading", text: heading },
  { kind: "paragraph", text },
]

const listed = (lead: string, items: readonly string[]): Block[] =>
  items.length === 0
    ? []
    : [
        { kind: "paragraph", text: lead },
        { kind: "list", items: items.map(inline) },
      ]
