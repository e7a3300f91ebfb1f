import type { InForce } from "@/lib/policy/editions"
import { retentionRule, textIn } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { sweptIn } from "@/lib/requests/scope"

/** Titles of the rules whose time was over, in the person's language; none where somebody asked. */
export function sweptRules(
  { policy }: InForce,
  { scope, language }: Pick<Part, "scope" | "language">,
): string[] {
  if (!sweptIn(scope) || scope.right !== "erasure") return []
  return [...new Set(scope.categories.map((code) => textIn(retentionRule(policy, code).title, language)))]
}
