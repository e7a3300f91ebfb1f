import { inline } from "@/lib/letters/clean"
import type { Block, Letter, SignedLetterInput } from "@/lib/letters/letter"
import { signedLetter } from "@/lib/letters/signed-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** One field in the letter's language; null for "nothing there" and for "take it out". */
export type Correction = { field: string; from: string | null; to: string | null }

/** The letter that asks to correct fields, old value and new, with the names of attached documents. RangeError without any. */
export const correctionLetter = (
  input: SignedLetterInput & { corrections: readonly Correction[]; attachments?: readonly string[] },
): Letter => {
  if (input.corrections.length === 0) throw new RangeError("a correction names at least one field")
  const texts = textsIn(input.language).correction
  const attachments = (input.attachments ?? []).map(inline)
  const asked: Block[] = [
    { kind: "paragraph", text: texts.statement },
    {
      kind: "table",
      head: [...texts.head],
      rows: input.corrections.map(({ field, from, to }) => [
        inline(field),
        from === null ? texts.empty : inline(from),
        to === null ? texts.remove : inline(to),
      ]),
    },
    ...(attachments.length > 0
      ? [
          { kind: "paragraph" as const, text: texts.evidence },
          { kind: "list" as const, items: attachments },
        ]
      : []),
  ]
  return signedLetter(input, texts.title, asked, texts.ask)
}
