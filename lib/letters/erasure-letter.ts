import { inline } from "@/lib/letters/clean"
import type { Block, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { signedLetter } from "@/lib/letters/signed-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/**
 * The letter that asks for erasure of everything, or of the categories named (titles in the letter's language; at
 * least one, otherwise RangeError).
 */
export const erasureLetter = (
  input: SignedLetterInput & { scope: "everything" | { categories: readonly string[] } },
): Letter => {
  const texts = textsIn(input.language).erasure
  const { scope } = input
  if (scope === "everything")
    return signedLetter(input, texts.title, [{ kind: "paragraph", text: texts.everything }], texts.ask)
  if (scope.categories.length === 0) throw new RangeError("an erasure names at least one category")
  const asked: Block[] = [
    { kind: "paragraph", text: texts.categories },
    { kind: "list", items: scope.categories.map(inline) },
  ]
  return signedLetter(input, texts.title, asked, texts.ask)
}
