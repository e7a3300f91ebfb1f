import { formatLongDate } from "@/lib/format/date"
import { inline } from "@/lib/letters/clean"
import type { Day, Letter, OperationCode, SignedLetterInput } from "@/lib/letters/letter"
import { operationsIn } from "@/lib/letters/phrases"
import { signedLetter } from "@/lib/letters/signed-letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** A consent as the ledger of consents knows it; rule 7 says how each method is worded. Titles are in the letter's language. */
export type GivenConsent = {
  purpose: string
  operations: readonly OperationCode[]
  method: "signed" | "ticked" | "deemed" | "imported"
  givenOn: Day | null
  edition: string | null
  evidence?: string
}

/**
 * The letter that takes consent back, rules 1–4: consents by purpose and operation, the request to be told what
 * stopped and what continues. It asks for nothing conditional and gives no reason. Throws RangeError without consents.
 */
export const withdrawalLetter = (
  input: SignedLetterInput & { consents: readonly GivenConsent[] },
): Letter => {
  if (input.consents.length === 0) throw new RangeError("a withdrawal names at least one consent")
  const texts = textsIn(input.language).withdrawal
  const given = ({ method, givenOn, evidence }: GivenConsent): string => {
    const date = givenOn ? formatLongDate(givenOn, input.language) : texts.noRecord
    const proof = evidence ? texts.evidence(inline(evidence)) : ""
    return [date, method === "deemed" ? texts.deemed : "", proof].filter(Boolean).join("; ")
  }
  const rows = input.consents.map((consent) => [
    inline(consent.purpose),
    operationsIn(consent.operations, input.language),
    given(consent),
    consent.edition ? inline(consent.edition) : texts.noEdition,
  ])
  const asked = [
    { kind: "paragraph" as const, text: texts.statement(inline(input.person.name)) },
    { kind: "table" as const, head: [...texts.head], rows },
  ]
  return signedLetter(input, texts.title, asked, texts.ask)
}
