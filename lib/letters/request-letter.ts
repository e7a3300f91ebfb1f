import type { Locale } from "@/lib/format/locale"
import { formatMoney } from "@/lib/format/number"
import { inline } from "@/lib/letters/clean"
import type { Block, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { quoted } from "@/lib/letters/phrases"
import { signedLetter } from "@/lib/letters/signed-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/**
 * The letter for any other right: its title, what it concerns, the service the data is to go to, and the person's words,
 * which are what it says.
 */
export const requestLetter = ({
  words,
  service,
  demanded,
  ...input
}: SignedLetterInput & {
  right: string
  about?: readonly string[]
  service?: string
  demanded?: { amount: string | null; demand: string }
  takenBack?: boolean
}): Letter => {
  const texts = textsIn(input.language).request
  const right = inline(input.right)
  const about = (input.about ?? []).map(inline)
  const asked: Block[] = [
    { kind: "paragraph", text: input.takenBack ? texts.takenBack(right) : texts.statement(right) },
    ...(about.length > 0
      ? [
          { kind: "paragraph" as const, text: texts.about },
          { kind: "list" as const, items: about },
        ]
      : []),
    ...(service ? [{ kind: "paragraph" as const, text: texts.handTo(inline(service)) }] : []),
    ...quoted(texts.words, words),
    ...(demanded ? demandBlocks(demanded, input.language) : []),
  ]
  return signedLetter(input, texts.title(right), asked, texts.ask)
}

/** What a claim demands, in a letter either way: the sum and what else. */
export const demandBlocks = (
  { amount, demand }: { amount: string | null; demand: string },
  language: Locale,
): Block[] => {
  const { claim } = textsIn(language)
  return [
    ...(amount
      ? [{ kind: "paragraph" as const, text: `${claim.amount}: ${formatMoney(amount, language)}` }]
      : []),
    ...quoted(claim.demand, demand),
  ]
}
