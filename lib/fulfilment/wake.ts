import { eq } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker } from "@/lib/context"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { storePlan } from "@/lib/fulfilment/store-plan"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { accessPart, pinnedOf } from "@/lib/requests/access"
import { scopeOf } from "@/lib/requests/propose"
import { movePart } from "@/lib/requests/transition"

/**
 * Looks at a deferred part again: asks the facts, computes the plan anew, and when something that waited may now be
 * done, releases the part to be carried out under its approval. A fact that is unknown releases nothing (rule 9).
 * Throws SourceUnreachable when a source does not answer; the next round comes.
 */
export async function wakePart(house: OpenHouse, partId: string): Promise<void> {
  const read = await asWorker(house, "wake", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "deferred") return null
    const inForce = await pinnedOf(ctx, part)
    return { scope: await scopeOf(ctx, part), ground: await planningGround(ctx, part.subjectId, inForce) }
  })
  if (!read) return
  const planning = await planningNow(read.ground, house.sourcesOf(read.ground.inForce))
  const plan = await computePlan(planning, read.scope)
  if (plan.operations.some(({ sure }) => !sure)) return
  await asWorker(house, "wake", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "deferred") return
    if (!hasNew(plan)) {
      const next = plan.operations.flatMap(({ untilOn }) => (untilOn ? [untilOn] : [])).sort()[0]
      const deferredFact = plan.operations.find(({ untilFact }) => untilFact)?.untilFact ?? null
      const deferredUntil = next ? new Date(`${next}T00:00:00+06:00`) : null
      await ctx.db
        .update(requestParts)
        .set({ deferredFact, deferredUntil })
        .where(eq(requestParts.id, partId))
      return
    }
    await storePlan(ctx, part, plan)
    await movePart(ctx, part, "release", { note: "fact" })
    await enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`)
  })
}

/** Whether the plan does something now that is more than setting again the restriction of what is kept. */
const hasNew = (plan: PlanDraft) =>
  plan.operations.some(({ phase, operation }) => phase === "now" && operation !== "restrict")
