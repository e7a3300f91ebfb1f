import { eq } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx } from "@/lib/context"
import { Conflict, NotAllowedNow } from "@/lib/errors"
import { computePlan } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { accessPart, type Part, pinnedOf, readPart } from "@/lib/requests/access"
import { beginLift, liftedScope } from "@/lib/requests/lift-restriction"
import { isOpen } from "@/lib/requests/machine"
import { isLiftable, isLifted, lockRestrictions } from "@/lib/requests/restricted-by"

/** Enqueues the end of the restriction that went beside a request in words which was declined (rule 24). */
export async function enqueueLift(ctx: Ctx, { requestId }: Pick<Part, "requestId">): Promise<void> {
  const rows = await ctx.db
    .select({ id: requestParts.id, right: requestParts.right })
    .from(requestParts)
    .where(eq(requestParts.requestId, requestId))
  for (const { id, right } of rows)
    if (right === "restriction")
      await enqueueJob(ctx, "lift-restriction", { part: id }, `lift-restriction:${id}`)
}

/**
 * Ends the restriction that held while a request in words was open, after the answer went out: what nothing else
 * restricts, as liftRestriction does. Throws NotAllowedNow while it is still being carried out, and Conflict when
 * another restriction came meanwhile, to be tried again.
 */
export async function liftAnswered(house: OpenHouse, partId: string): Promise<void> {
  const read = await asWorker(house, "lift-restriction", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    if (await isLifted(ctx, partId)) return null
    if (isOpen(part.status)) throw new NotAllowedNow()
    if (!isLiftable(part)) return null
    const ground = await planningGround(ctx, part.subjectId, await pinnedOf(ctx, part))
    return { ground, ...(await liftedScope(ctx, part)) }
  })
  if (!read) return
  const { ground, scope, still } = read
  const planning = await planningNow(ground, house.sourcesOf(ground.inForce))
  const plan = await computePlan(planning, scope)
  await asWorker(house, "lift-restriction", { part: partId }, async (ctx) => {
    const { subjectId } = await readPart(ctx, partId)
    await lockRestrictions(ctx, subjectId)
    const part = await accessPart(ctx, partId, null)
    if (!isLiftable(part) || (await isLifted(ctx, partId))) return
    if ((await liftedScope(ctx, part)).still.join() !== still.join()) throw new Conflict("plan_changed")
    await beginLift(ctx, part, plan, part.language)
  })
}
