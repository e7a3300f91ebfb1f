import { createHash } from "node:crypto"
import type { Locale } from "@/lib/format/locale"
import { textsIn } from "@/lib/letters/texts/texts-in"
import { categoriesOf } from "@/lib/policy/lookup"
import type { Policy, PurposeOperation } from "@/lib/policy/schema"

/** What passes data on: only with these is it said to whom. */
const PASSES_ON: readonly string[] = ["transfer", "cross_border"] satisfies PurposeOperation["code"][]

/** The recipients a purpose's operation may pass data to, by code, in the policy's order; none where it passes nothing on. */
export function recipientsOf(policy: Policy, purposeCode: string, operation: string): string[] {
  if (!PASSES_ON.includes(operation)) return []
  const named = new Set(categoriesOf(policy, purposeCode).flatMap(({ recipients }) => recipients))
  return policy.recipients.map(({ code }) => code).filter((code) => named.has(code))
}

/**
 * The words by which an edition puts one operation of a purpose to a person, line by line: what for, what is done, and
 * to whom data goes. Null for an operation the edition does not have.
 */
export function consentWords(
  policy: Policy,
  purposeCode: string,
  operation: string,
  language: Locale,
): string[] | null {
  const purpose = policy.purposes.find(({ code }) => code === purposeCode)
  const step = purpose?.operations.find(({ code }) => code === operation)
  if (!purpose || !step) return null
  const recipients = recipientsOf(policy, purposeCode, operation)
  const titles = policy.recipients
    .filter(({ code }) => recipients.includes(code))
    .map(({ title }) => title[language])
  const { operations, consentReceipt } = textsIn(language)
  return [
    purpose.title[language],
    purpose.description[language],
    operations[step.code],
    ...(titles.length > 0 ? [`${consentReceipt.recipients}: ${titles.join(", ")}`] : []),
  ]
}

/** SHA-256 over the words as one text, a line each. */
export const wordsHash = (words: readonly string[]): Buffer =>
  createHash("sha256").update(words.join("\n")).digest()
