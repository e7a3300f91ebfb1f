import { and, eq, isNull } from "drizzle-orm"
import { holds } from "@/db/schema/holds"
import { requestParts } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { SHORTEST_REASON } from "@/lib/requests/set-hold"

/**
 * Ends a hold: an approver who did not set it, with a reason; the database refuses anybody else too. What waited for it
 * is looked at again at once. Throws Invalid beside `reason`, Conflict once it ended, NotFound, Forbidden.
 */
export async function endHold(
  ctx: Ctx<StaffActor>,
  input: { hold: string; reason: string },
): Promise<{ subjectId: string }> {
  if (!may(ctx.actor, "hold.end")) throw new Forbidden()
  const [hold] = await ctx.db.select().from(holds).where(eq(holds.id, input.hold)).for("update")
  if (!hold) throw new NotFound()
  await refuseTied(ctx, hold.subjectId)
  if (hold.setBy === ctx.actor.accountId) throw new Forbidden("own_hold")
  if (hold.endedAt) throw new Conflict("hold_ended")
  const reason = input.reason.trim()
  if (reason.length < SHORTEST_REASON)
    throw new Invalid({ reason: { code: "words_short", values: { min: SHORTEST_REASON } } })
  const { id, subjectId } = hold
  const endReason = await ctx.vault.seal({ id: subjectId, purpose: "case" }, `holds.end_reason|${id}`, reason)
  await ctx.db
    .update(holds)
    .set({ endedAt: ctx.now, endedBy: ctx.actor.accountId, endReason })
    .where(and(eq(holds.id, id), isNull(holds.endedAt)))
  await record(ctx, "hold.ended", { subjectId, object: id })
  await wakeWaiting(ctx, subjectId)
  return { subjectId }
}

async function wakeWaiting(ctx: Ctx, subjectId: string): Promise<void> {
  const waiting = await ctx.db
    .select({ id: requestParts.id })
    .from(requestParts)
    .where(and(eq(requestParts.subjectId, subjectId), eq(requestParts.status, "deferred")))
  for (const { id } of waiting) await enqueueJob(ctx, "wake-part", { part: id }, `wake-part:${id}`)
}
