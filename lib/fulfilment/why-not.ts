import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { isOpenEnded } from "@/lib/fulfilment/gaps"
import { among, endsPerItem, holdGround, keepingCategory } from "@/lib/fulfilment/keeping"
import { type PlanningGround, planningNow } from "@/lib/fulfilment/planning"
import type { StoredOperation, StoredPlan } from "@/lib/fulfilment/store-plan"
import type { Work } from "@/lib/fulfilment/work"
import type { InForce } from "@/lib/policy/editions"
import { openBeside, openHolds, type Part } from "@/lib/requests/access"
import { keepersOf } from "@/lib/requests/effects"
import { restrictedByOthers } from "@/lib/requests/restricted-by"
import { sweptIn } from "@/lib/requests/scope"
import { runsAlone } from "@/lib/requests/self-service"

/** Why a plan may not run now. `stalls`: planning again would not help, since no ground says why the data is kept. */
export type WhyNot = {
  why: "gap" | "hold" | "another_open" | "kept_now" | "restricted_again"
  stalls: boolean
}

/** Whether an operation is still to be carried out. */
export const isPending = (operation: StoredOperation) =>
  operation.phase === "now" && operation.state === "planned"

/** The categories of which something is still to be erased. */
export const erasing = (plan: StoredPlan): string[] => pending(plan, "erase")

const pending = ({ operations }: StoredPlan, op: StoredOperation["operation"]): string[] => [
  ...new Set(
    operations
      .filter((operation) => isPending(operation) && operation.operation === op)
      .map(({ category }) => category),
  ),
]

/**
 * Rule 10, looked at once more at the last moment: what was opened or set since the approval. What the sources cannot do
 * and nobody decided on goes back first, but for what the person may do alone, which runs at once as far as it goes.
 */
export async function whyNot(
  ctx: Ctx,
  part: Part,
  plan: StoredPlan,
  underlying: Promise<InForce>,
): Promise<WhyNot | null> {
  if (isOpenEnded(plan) && !runsAlone(await underlying, part.scope)) return { why: "gap", stalls: false }
  const lifting = pending(plan, "unrestrict")
  if (lifting.length > 0) {
    const others = await restrictedByOthers(ctx, part)
    return lifting.some((code) => others.has(code)) ? { why: "restricted_again", stalls: false } : null
  }
  const categories = erasing(plan)
  if (categories.length === 0) return null
  const [held, beside, inForce] = await atOnce([
    openHolds(ctx, part, categories),
    openBeside(ctx, part),
    underlying,
  ])
  if (held.length > 0) return { why: "hold", stalls: held.some((hold) => !holdGround(inForce, hold)) }
  return beside > 0 ? { why: "another_open", stalls: false } : null
}

/** Whether something about to be erased is kept by the facts as they are now (rule 9). */
export async function isKeptNow({ part, plan, sources }: Work, ground: PlanningGround): Promise<boolean> {
  const { inForce, known } = await planningNow(ground, sources)
  const keepers = keepersOf(inForce, part.scope)
  const swept = sweptIn(part.scope) !== null
  return erasing(plan).some((category) =>
    // Of a sweep only items whose own period was over are erased: what keeps the others is no reason.
    among(keepers, keepingCategory(inForce, category, known, swept)).some(
      ({ ground }) => !(swept && endsPerItem(ground)),
    ),
  )
}
