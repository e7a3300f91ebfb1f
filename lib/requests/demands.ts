import type { MessageRef } from "@/lib/errors"
import { sum } from "@/lib/requests/new-value"
import type { Demanded } from "@/lib/requests/signing"
import { wordsTyped } from "@/lib/requests/words-form"

const MOST_DEMAND = 1_000

/**
 * What a claim demands, as typed: a sum, something else, or both; what is left out stands in its words. What is wrong
 * comes back beside `amount` or `demand`.
 */
export function demandsTyped(typed: { amount?: string | undefined; demand?: string | undefined }): {
  demanded: Demanded
  fields: Record<string, MessageRef>
} {
  const fields: Record<string, MessageRef> = {}
  const [figures, demand] = [(typed.amount ?? "").trim(), wordsTyped(typed.demand ?? "")]
  const amount = figures ? sum(figures) : null
  if (figures && (amount === null || Number(amount) === 0)) fields.amount = { code: "money_shape" }
  if (demand.length > MOST_DEMAND) fields.demand = { code: "too_long", values: { max: MOST_DEMAND } }
  return { demanded: { amount, demand }, fields }
}
