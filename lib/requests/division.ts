import type { Policy } from "@/lib/policy/schema"
import { erasedIn, type PartScope } from "@/lib/requests/scope"

/** The categories a part is about by its scope; none where it is about purposes, or asked in words. */
function categoriesIn(scope: PartScope): string[] {
  return scope.right === "rectification" ? [scope.category] : [...erasedIn(scope)]
}

/**
 * The code of the first of the policy's divisions that names the right or one of the categories a part is about; null
 * where none does, or the policy has no divisions.
 */
export function divisionFor({ divisions = [] }: Pick<Policy, "divisions">, scope: PartScope): string | null {
  const about = categoriesIn(scope)
  const answers = divisions.find(
    ({ rights, categories }) =>
      rights?.includes(scope.right) || categories?.some((code) => about.includes(code)),
  )
  return answers?.code ?? null
}
