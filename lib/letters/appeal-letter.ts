import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import type { Block, Day, Ground, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { groundIn } from "@/lib/letters/phrases"
import { signedLetter } from "@/lib/letters/signed-letter"
import type { DecidedAs } from "@/lib/letters/texts/shape"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** The decision an appeal is against, as its own file has it; titles and grounds are in the letter's language. */
export type Appealed = {
  number: string
  receivedOn: Day
  right: string
  /** The categories or purposes it was about; null where the right says it all. */
  what: string | null
  decided: DecidedAs
  /** The day of the organisation's last letter on it. */
  decidedOn: Day | null
  dueOn: Day
  grounds: readonly Ground[]
}

/** What was asked, when, what became of it and on which ground, as rows of two: name and value. */
export const appealedRows = (facts: Appealed, language: Locale): [string, string][] => {
  const { appealed: texts } = textsIn(language)
  const due = formatLongDate(facts.dueOn, language)
  return [
    [texts.request, `№ ${inline(facts.number)}, ${formatLongDate(facts.receivedOn, language)}`],
    [texts.right, inline(facts.right)],
    ...(facts.what ? [[texts.what, inline(facts.what)] as [string, string]] : []),
    [texts.dueOn, due],
    [texts.decision, texts.decided[facts.decided]],
    ...(facts.decidedOn
      ? [[texts.decidedOn, formatLongDate(facts.decidedOn, language)] as [string, string]]
      : []),
    ...facts.grounds.map((ground): [string, string] => [texts.ground, groundIn(ground, language)]),
  ]
}

/**
 * The letter that appeals against a decision, or against none having come in time: ready from the file, so that the
 * person need give no reason, with their own words where they add any (rule 26).
 */
export const appealLetter = (input: SignedLetterInput & { appealed: Appealed }): Letter => {
  const { appealed, language } = input
  const { appealed: texts } = textsIn(language)
  const [right, number] = [inline(appealed.right), inline(appealed.number)]
  const say = appealed.decided === "overdue" ? texts.late : texts.statement
  const asked: Block[] = [
    { kind: "paragraph", text: say(right, number, onDate(appealed.receivedOn, language)) },
    { kind: "table", head: [...texts.head], rows: appealedRows(appealed, language) },
  ]
  return signedLetter(input, texts.title, asked, texts.ask)
}
