import type { InForce } from "@/lib/policy/editions"
import { category, purpose, right } from "@/lib/policy/lookup"
import type { Policy } from "@/lib/policy/schema"
import { isEffectScope, isReading, type PartScope } from "@/lib/requests/scope"

export type WithdrawalScope = Extract<PartScope, { right: "withdrawal" }>

/** Whether this operation ends the moment the person says so (marketing, research), whoever else has to be asked. */
export const isStop = ({ policy }: { policy: Policy }, purposeCode: string, operation: string): boolean =>
  purpose(policy, purposeCode).operations.some(
    ({ code, onWithdrawal }) => code === operation && onWithdrawal === "stop",
  )

/** What of a withdrawal ends at once, and what needs a decision; either may be null (rule 1). */
export function splitStops(
  inForce: Pick<InForce, "policy">,
  scope: WithdrawalScope,
): { stops: WithdrawalScope | null; rest: WithdrawalScope | null } {
  const only = (wanted: boolean): WithdrawalScope | null => {
    const purposes = scope.purposes
      .map(({ purpose: code, operations }) => ({
        purpose: code,
        operations: operations.filter((operation) => isStop(inForce, code, operation) === wanted),
      }))
      .filter(({ operations }) => operations.length > 0)
    return purposes.length > 0 ? { right: "withdrawal", purposes } : null
  }
  return { stops: only(true), rest: only(false) }
}

/** Whether the policy lets the person do this alone: it goes straight to work, and nobody decides on it. */
export function runsAlone(inForce: Pick<InForce, "policy">, scope: PartScope): boolean {
  if (scope.right === "withdrawal") return splitStops(inForce, scope).rest === null
  if (scope.right === "rectification")
    return category(inForce.policy, scope.category).selfService === "at_once"
  if (scope.right === "restriction") return right(inForce.policy, "restriction").atOnce === "restrict"
  // A service is given it by staff, and so is who has no cabinet.
  if (isReading(scope))
    return right(inForce.policy, scope.right).selfService && !scope.service && !scope.atDesk
  return isEffectScope(scope) && (scope.back === true || right(inForce.policy, scope.right).selfService)
}

export type RestrictionScope = Extract<PartScope, { right: "restriction" }>

/**
 * What is restricted while a request in words is open, where the policy says that it takes effect at once (rule 24): the
 * categories used for the purposes it names. Null where it names none, or where the policy restricts nothing at once.
 */
export function restrictedWhileOpen(
  { policy }: Pick<InForce, "policy">,
  scope: PartScope,
): RestrictionScope | null {
  if (!("about" in scope)) return null
  const atOnce = (wanted: string) =>
    policy.rights.some(({ code, atOnce: effect }) => code === wanted && effect === "restrict")
  if (!atOnce(scope.right) || !atOnce("restriction")) return null
  const categories = policy.categories
    .filter(({ purposes }) => purposes.some((each) => scope.about.includes(each)))
    .map(({ code }) => code)
  return categories.length > 0 ? { right: "restriction", categories } : null
}
