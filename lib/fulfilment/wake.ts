import { eq } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker } from "@/lib/context"
import { withWords, wordsOf } from "@/lib/fulfilment/gaps"
import { computePlan, overridesOf } from "@/lib/fulfilment/plan"
import { planAnew } from "@/lib/fulfilment/plan-anew"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { openPlan, storePlan } from "@/lib/fulfilment/store-plan"
import { isReleased, isWider, waitsFor } from "@/lib/fulfilment/waits"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { inForce as inForceNow, pinned } from "@/lib/policy/editions"
import { accessPart, openBeside, readPart } from "@/lib/requests/access"
import { isDecided } from "@/lib/requests/part-mark"
import { scopeOf } from "@/lib/requests/propose"
import { isObjected, movePart } from "@/lib/requests/transition"

/**
 * Looks at a deferred part again: asks the facts, computes the plan anew under the officers' own keeps, and when
 * something that waited may now be done, releases the part to be carried out under its approval; where that would take
 * more than was approved, it goes back to be looked at and approved anew. A fact that is unknown
 * releases nothing (rule 9), nor does an erasure beside another open part (rule 10). The policy is the part's own; the
 * data map is the present one, since years may have passed. Throws SourceUnreachable when a source does not answer; the
 * next round comes.
 */
export async function wakePart(house: OpenHouse, partId: string): Promise<void> {
  const read = await asWorker(house, "wake", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    if (part.status !== "deferred" || (await isObjected(ctx, part)) || (await openBeside(ctx, part)) > 0)
      return null
    const { dataMapId } = await inForceNow(ctx.db)
    const held = await pinned(ctx.db, { ...part, dataMapId })
    return {
      scope: await scopeOf(ctx, part),
      before: await openPlan(ctx, partId),
      ground: await planningGround(ctx, part.subjectId, held, partId),
    }
  })
  if (!read) return
  const { scope, ground } = read
  const { operations: before, gaps } = read.before ?? { operations: [], gaps: [] }
  const planning = await planningNow(ground, house.sourcesOf(ground.inForce))
  const own = overridesOf({ operations: before }, planning.known.today)
  const computed = await computePlan(planning, scope, own)
  const plan = { ...computed, gaps: withWords(computed.gaps, wordsOf(gaps)) }
  if (plan.operations.some(({ sure }) => !sure)) return
  const waits = waitsFor(plan.operations, ground.inForce.policy.organisation.timezone)
  await asWorker(house, "wake", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "deferred") return
    if (waits && !isReleased(before, plan.operations)) {
      await ctx.db.update(requestParts).set(waits).where(eq(requestParts.id, partId))
      return
    }
    // What waited on nobody's decision does not get one by waking.
    const stood = isDecided(ctx.vault, part.decided, { part: partId, plan: read.before?.id ?? "" })
    await storePlan(ctx, part, plan)
    const set = {
      ...(stood ? {} : { decided: null }),
      dataMapId: ground.inForce.dataMapId,
      stallCause: null,
      unreadCause: null,
    }
    const released = await movePart(ctx, part, "release", { note: "fact", set })
    if (isWider(before, plan.operations)) await planAnew(ctx, released, "wider")
    else await enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`)
  })
}
