import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import type { Block, Letter, Organisation } from "@/lib/letters/letter"
import { dataProtectionIn } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** A step of the complaint route in the letter's language; the legal profile's, or the three every person has. */
export type AppealStep = { title: string; description: string; site?: string }

/** Where to turn: on the portal, to the Agency, to court (dpa.gov.kg/en/question/8), or the steps given. */
export const appealBlocks = (language: Locale, steps: readonly AppealStep[] | undefined): Block[] => {
  const { heading, lead, portal, agency, court } = textsIn(language).appeal
  const standard = [portal, agency, court].map(([title, description]) => ({ title, description, site: "" }))
  const items = (steps && steps.length > 0 ? steps : standard).map(({ title, description, site }) => {
    const where = inline(site ?? "")
    return `${inline(title)}${where ? ` (${where})` : ""}: ${inline(description)}`
  })
  return [
    { kind: "heading", text: heading },
    { kind: "paragraph", text: lead },
    { kind: "list", items },
  ]
}

/** A letter of the organisation: the blocks given, who answers for personal data (rule 32), and who signs. */
export const outgoingLetter = (
  input: { language: Locale; organisation: Organisation; by?: readonly string[] },
  title: string,
  blocks: Block[],
): Letter => {
  const texts = textsIn(input.language)
  const by = (input.by ?? []).map(inline).filter(Boolean)
  return {
    direction: "outgoing",
    language: input.language,
    title,
    blocks: [
      ...blocks,
      { kind: "paragraph", text: texts.dataProtection(dataProtectionIn(input.organisation)) },
      {
        kind: "signature",
        rows: [
          { label: texts.respectfully, value: inline(input.organisation.name) },
          ...(by.length > 0 ? [{ label: texts.decidedBy, value: by.join("; ") }] : []),
        ],
        line: null,
      },
    ],
  }
}
