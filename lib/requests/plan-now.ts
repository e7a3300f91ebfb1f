import { randomUUID } from "node:crypto"
import { asSigned, type Signed, type StaffActor } from "@/lib/context"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan, type Planning } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { openPlan } from "@/lib/fulfilment/store-plan"
import type { OpenHouse } from "@/lib/house"
import { accessPart, pinnedOf } from "@/lib/requests/access"
import { scopeOf } from "@/lib/requests/propose"

export type PlanNow = {
  planning: Planning
  plan: PlanDraft
  /** It differs from the plan stored last: data or facts changed since. */
  changed: boolean
}

/**
 * The plan of a part as the policy alone gives it now, for the page on which an officer decides; unlike a proposal it
 * may hold lines whose fact is unknown. Nothing is stored. Throws SourceUnreachable when a source does not answer.
 */
export async function planNow(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  partId: string,
): Promise<PlanNow> {
  const read = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const part = await accessPart(ctx, partId, "request.propose")
    const ground = await planningGround(ctx, part.subjectId, await pinnedOf(ctx, part))
    return { ground, scope: await scopeOf(ctx, part), before: await openPlan(ctx, partId) }
  })
  const planning = await planningNow(read.ground, house.sourcesOf(read.ground.inForce))
  const plan = await computePlan(planning, read.scope)
  return { planning, plan, changed: read.before !== null && read.before.hash !== plan.hash }
}
