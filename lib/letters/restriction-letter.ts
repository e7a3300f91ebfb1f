import { formatLongDate } from "@/lib/format/date"
import { inline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import { type CategoriesInput, categoriesLetter } from "@/lib/letters/erasure-letter"
import type { Day, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { signedLetter } from "@/lib/letters/signed-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/**
 * The letter that asks to restrict the processing of everything, or of the categories named, from receipt, and up to and
 * with the day `until` where one is named (rule 14).
 */
export const restrictionLetter = (input: CategoriesInput & { until?: Day }): Letter => {
  const { language, until } = input
  const texts = textsIn(language).restriction
  const end = until
    ? [{ kind: "paragraph" as const, text: texts.until(formatLongDate(until, language)) }]
    : []
  return categoriesLetter(input, texts, end)
}

/** The letter that ends the restriction set by an earlier request, named by its number and the day it was received. */
export const liftLetter = (input: SignedLetterInput & { number: string; receivedOn: Day }): Letter => {
  const { title, statement, ask } = textsIn(input.language).lift
  const text = statement(inline(input.number), onDate(input.receivedOn, input.language))
  return signedLetter(input, title, [{ kind: "paragraph", text }], ask)
}
