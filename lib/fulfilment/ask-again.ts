import { and, eq } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import { asWorker, type Ctx } from "@/lib/context"
import { lookAgain, nextTry } from "@/lib/fulfilment/stall"
import { isOfWriting, waitedFor } from "@/lib/fulfilment/stall-cause"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { accessPart, pinnedOf, readPart } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import { triesOf } from "@/lib/requests/tries"
import { unlessStopped } from "@/lib/sources/resilience/stops"

async function stalledBy({ db }: Ctx, partId: string): Promise<string | null> {
  const rows = await db
    .select({ cause: requestParts.stallCause })
    .from(requestParts)
    .where(and(eq(requestParts.id, partId), eq(requestParts.status, "stalled")))
  return rows[0]?.cause ?? null
}

/**
 * Asks the sources a stalled part waits for whether they answer now, and whether they may be written to; when all do, the
 * part goes on, else it waits further. A part that waits for somebody to look is left as it is.
 */
export async function askAgain(house: OpenHouse, partId: string): Promise<void> {
  const waiting = await asWorker(house, "ask-again", { part: partId }, async (ctx) => {
    const cause = await stalledBy(ctx, partId)
    if (cause === null || waitedFor(cause).length === 0) return null
    return { cause, inForce: await pinnedOf(ctx, await readPart(ctx, partId)) }
  })
  if (!waiting) return
  const { cause, inForce } = waiting
  const sources = house.sourcesOf(inForce)
  const asked = waitedFor(cause).map(async (name) => {
    if (isOfWriting(cause)) await unlessStopped(house, name)
    await sources.of(name).ping()
  })
  const isBack = (await Promise.allSettled(asked)).every(({ status }) => status === "fulfilled")
  await asWorker(house, "ask-again", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    // It may have stalled anew meanwhile, over what somebody has to look at.
    if ((await stalledBy(ctx, partId)) !== cause) return
    if (isBack) {
      await movePart(ctx, part, "resume", { set: { stallCause: null, nextTryAt: null } })
      return enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`)
    }
    const tries = (await triesOf(ctx, partId)) + 1
    const nextTryAt = nextTry(ctx.now, cause, tries)
    await ctx.db.update(requestParts).set({ tries, nextTryAt }).where(eq(requestParts.id, partId))
    await lookAgain(ctx, partId, nextTryAt)
  })
}
