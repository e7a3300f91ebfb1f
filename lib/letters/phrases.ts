import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { inline, multiline } from "@/lib/letters/clean"
import { untilDate } from "@/lib/letters/dated"
import type { Block, Citation, Ground, OperationCode, Organisation, Until } from "@/lib/letters/letter"
import { textsIn } from "@/lib/letters/texts/texts-in"

/** Operations in the policy's order, each once: «топтоо, пайдалануу». */
export const operationsIn = (codes: readonly OperationCode[], language: Locale): string => {
  const { operations } = textsIn(language)
  const order: OperationCode[] = ["collect", "use", "store", "transfer", "cross_border"]
  return order
    .filter((code) => codes.includes(code))
    .map((code) => operations[code])
    .join(", ")
}

const cited = (citation: Citation, language: Locale): string => {
  const texts = textsIn(language)
  if ("clause" in citation) return texts.clause(inline(citation.clause))
  const act = inline(citation.act)
  return citation.article ? texts.article(act, inline(citation.article)) : act
}

/** Sources in a row: clauses of the policy, articles of acts. */
export const citesIn = (cites: readonly Citation[], language: Locale): string =>
  cites.map((citation) => cited(citation, language)).join("; ")

/** A ground with its sources: «Зайым келишими күчүндө (саясаттын 6.4(2)-пункту; …)». */
export const groundIn = ({ title, cites }: Ground, language: Locale): string => {
  const sources = citesIn(cites, language)
  return sources ? `${inline(title)} (${sources})` : inline(title)
}

/** How long something is kept or goes on, in words. */
export const untilIn = (until: Until, language: Locale): string => {
  const texts = textsIn(language).until
  if (until.kind === "day") return untilDate(until.day, language)
  if (until.kind === "event") {
    const event = inline(until.event)
    return until.plus ? texts.after(event, until.plus.n, until.plus.unit) : texts.event(event)
  }
  const record = texts.record(inline(until.record))
  return until.reviewOn ? `${record}; ${texts.review(formatLongDate(until.reviewOn, language))}` : record
}

/** Who answers for personal data, on one line. */
export const dataProtectionIn = ({ dataProtection }: Organisation): string =>
  [dataProtection.title, dataProtection.email, dataProtection.phone, dataProtection.address ?? ""]
    .map(inline)
    .filter(Boolean)
    .join(", ")

/** A table under its heading and lead; nothing at all when there are no rows. */
export const section = (
  heading: string,
  lead: string | null,
  head: readonly string[],
  rows: string[][],
): Block[] =>
  rows.length === 0
    ? []
    : [
        { kind: "heading", text: heading },
        ...(lead ? [{ kind: "paragraph" as const, text: lead }] : []),
        { kind: "table", head: [...head], rows },
      ]

/** The person's or the officer's own words, quoted; nothing when they are empty. */
export const quoted = (label: string, words: string | undefined): Block[] => {
  const text = multiline(words ?? "")
  return text ? [{ kind: "quote", label, text }] : []
}

/** What is said where nobody asked, with the titles of the rules whose time was over; nothing where somebody did. */
export const unaskedBlocks = (rules: readonly string[] | undefined, language: Locale): Block[] =>
  rules && rules.length > 0
    ? [{ kind: "paragraph", text: textsIn(language).unasked(rules.map(inline).join("; ")) }]
    : []
