import { and, eq, inArray } from "drizzle-orm"
import { sweeps } from "@/db/schema/retention"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { may, type Permission } from "@/lib/permissions"
import { readSweep, type SweepState } from "@/lib/retention/sweep"

const SHORTEST_REASON = 10

/** An officer proposes that what a sweep found is erased, and says what they looked at. Throws Invalid beside `reason`. */
export async function proposeSweep(
  ctx: Ctx<StaffActor>,
  { sweep: id, reason: typed }: { sweep: string; reason: string },
): Promise<string> {
  const reason = typed.trim()
  const from = await lockedIn(ctx, id, "sweep.propose", ["found"])
  if (reason.length < SHORTEST_REASON)
    throw new Invalid({ reason: { code: "words_short", values: { min: SHORTEST_REASON } } })
  await ctx.db
    .update(sweeps)
    .set({ state: "proposed", proposedBy: ctx.actor.accountId, proposedAt: ctx.now, reason })
    .where(eq(sweeps.id, id))
  await record(ctx, "sweep.proposed", { subjectId: null, object: id, payload: { people: from.people } })
  return id
}

/** An approver who did not propose it agrees: from here on it is carried out, person by person. Throws Forbidden. */
export async function approveSweep(ctx: Ctx<StaffActor>, { sweep: id }: { sweep: string }): Promise<string> {
  const { proposedById, people } = await lockedIn(ctx, id, "sweep.approve", ["proposed"])
  if (proposedById === ctx.actor.accountId) throw new Forbidden("own_proposal")
  await ctx.db
    .update(sweeps)
    .set({ state: "approved", decidedBy: ctx.actor.accountId, decidedAt: ctx.now })
    .where(eq(sweeps.id, id))
  await record(ctx, "sweep.approved", { subjectId: null, object: id, payload: { people } })
  await enqueueJob(ctx, "sweep-carry", { sweep: id }, `sweep-carry:${id}`)
  return id
}

/** Nothing of it is carried out; who was found is forgotten, and the next search finds them anew. */
export async function dropSweep(
  ctx: Ctx<StaffActor>,
  { sweep: id, reason: typed }: { sweep: string; reason: string },
): Promise<string> {
  const reason = typed.trim()
  await lockedIn(ctx, id, "sweep.drop", ["found", "proposed"])
  if (reason.length < SHORTEST_REASON)
    throw new Invalid({ reason: { code: "words_short", values: { min: SHORTEST_REASON } } })
  await ctx.db
    .update(sweeps)
    .set({ state: "dropped", decidedBy: ctx.actor.accountId, decidedAt: ctx.now, reason })
    .where(eq(sweeps.id, id))
  await record(ctx, "sweep.dropped", { subjectId: null, object: id })
  return id
}

async function lockedIn(
  ctx: Ctx<StaffActor>,
  id: string,
  permission: Permission,
  states: SweepState[],
): Promise<{ proposedById: string | null; people: number }> {
  if (!may(ctx.actor, permission)) throw new Forbidden()
  const locked = await ctx.db
    .select({ id: sweeps.id })
    .from(sweeps)
    .where(and(eq(sweeps.id, id), inArray(sweeps.state, states)))
    .for("update")
  const sweep = await readSweep(ctx, id)
  if (locked.length === 0) throw new NotAllowedNow()
  return { proposedById: sweep.proposedById, people: sweep.counts?.people ?? 0 }
}
