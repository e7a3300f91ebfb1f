import { inline } from "@/lib/letters/clean"
import type { Block, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { signedLetter } from "@/lib/letters/signed-letter"
import type { LetterTexts } from "@/lib/letters/texts/shape"
import { textsIn } from "@/lib/letters/texts/texts-in"

export type CategoriesInput = SignedLetterInput & {
  scope: "everything" | { categories: readonly string[] }
}

/**
 * The letter that asks for erasure of everything, or of the categories named (titles in the letter's language; at
 * least one, otherwise RangeError).
 */
export const erasureLetter = (input: CategoriesInput): Letter =>
  categoriesLetter(input, textsIn(input.language).erasure)

/** A letter that asks one thing of everything, or of the categories named, and what is said `beside` it. RangeError when none is. */
export const categoriesLetter = (
  input: CategoriesInput,
  texts: LetterTexts["erasure"],
  beside: readonly Block[] = [],
): Letter => {
  const { scope } = input
  if (scope === "everything")
    return signedLetter(
      input,
      texts.title,
      [{ kind: "paragraph", text: texts.everything }, ...beside],
      texts.ask,
    )
  if (scope.categories.length === 0) throw new RangeError("such a letter names at least one category")
  const asked: Block[] = [
    { kind: "paragraph", text: texts.categories },
    { kind: "list", items: scope.categories.map(inline) },
    ...beside,
  ]
  return signedLetter(input, texts.title, asked, texts.ask)
}
