import type { Locale } from "@/lib/format/locale"
import { inline } from "@/lib/letters/clean"
import type { Block, Letter, Organisation } from "@/lib/letters/letter"
import { dataProtectionIn } from "@/lib/letters/phrases"
import { textsIn } from "@/lib/letters/texts/texts-in"

/**
 * A step of the complaint route in the letter's language; the legal profile's, or the three every person has. `within` is
 * the term of its answer, `link` where an appeal is ready to be sent.
 */
export type AppealStep = {
  title: string
  description: string
  address?: string
  site?: string
  within?: string
  link?: string
}

/** Where to turn: on the portal, to the Agency, to court (dpa.gov.kg/en/question/8), or the steps given. */
export const appealBlocks = (language: Locale, steps: readonly AppealStep[] | undefined): Block[] => {
  const { heading, lead, portal, agency, court, within, link } = textsIn(language).appeal
  const standard = [portal, agency, court].map(([title, description]): AppealStep => ({ title, description }))
  const items = (steps && steps.length > 0 ? steps : standard).map((step) => {
    const where = [step.address, step.site].map((each) => inline(each ?? "")).filter(Boolean)
    const more = [step.within && within(inline(step.within)), step.link && link(inline(step.link))]
    const what = `${inline(step.title)}${where.length > 0 ? ` (${where.join("; ")})` : ""}`
    return [`${what}: ${inline(step.description)}`, ...more].filter(Boolean).join(" ")
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
