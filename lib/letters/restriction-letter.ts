import { inline } from "@/lib/letters/clean"
import { onDate } from "@/lib/letters/dated"
import { type CategoriesInput, categoriesLetter } from "@/lib/letters/erasure-letter"
import type { Day, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { signedLetter } from "@/lib/letters/signed-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** The letter that asks to restrict the processing of everything, or of the categories named, from receipt (rule 14). */
export const restrictionLetter = (input: CategoriesInput): Letter =>
  categoriesLetter(input, textsIn(input.language).restriction)

/** The letter that ends the restriction set by an earlier request, named by its number and the day it was received. */
export const liftLetter = (input: SignedLetterInput & { number: string; receivedOn: Day }): Letter => {
  const { title, statement, ask } = textsIn(input.language).lift
  const text = statement(inline(input.number), onDate(input.receivedOn, input.language))
  return signedLetter(input, title, [{ kind: "paragraph", text }], ask)
}
