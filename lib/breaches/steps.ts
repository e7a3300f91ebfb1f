import { and, eq, inArray, sql } from "drizzle-orm"
import { breachEvents, breaches } from "@/db/schema/breaches"
import { type Breach, type BreachState, heldScopeOf, readBreach, sumOf } from "@/lib/breaches/breach"
import { type BreachEvent, noteEvent } from "@/lib/breaches/write-breach"
import type { Ctx, StaffActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { Act } from "@/lib/ledger/acts"
import { record } from "@/lib/ledger/record"
import { openRun } from "@/lib/notices/runs"
import { may, type Permission } from "@/lib/permissions"

const SHORTEST_REASON = 10

/** The breach as its reader saw it: an act on another version is refused. */
export type Seen = { number: string; version: number }

async function stepFrom(
  ctx: Ctx<StaffActor>,
  { number, version }: Seen,
  permission: Permission,
  from: readonly BreachState[],
): Promise<Breach> {
  if (!may(ctx.actor, permission)) throw new Forbidden()
  const breach = await readBreach(ctx, number, { lock: true })
  if (!from.includes(breach.state)) throw new NotAllowedNow()
  if (breach.version !== version) throw new Conflict()
  return breach
}

async function moved(
  ctx: Ctx<StaffActor>,
  { id, number }: Breach,
  to: { event: BreachEvent; act: Act; set: Partial<typeof breaches.$inferInsert>; note?: string },
): Promise<string> {
  await ctx.db.update(breaches).set(to.set).where(eq(breaches.id, id))
  await noteEvent(ctx, id, to.event, to.note)
  await record(ctx, to.act, { subjectId: null, object: id, payload: { number } })
  return number
}

/** An officer asks for the notices to be released. Throws NotAllowedNow before anybody touched was counted, Conflict. */
export async function putForward(ctx: Ctx<StaffActor>, seen: Seen): Promise<string> {
  const breach = await stepFrom(ctx, seen, "breach.write", ["draft"])
  if (!breach.counted) throw new NotAllowedNow("count_first")
  if (sumOf(breach.counted) === 0) throw new NotAllowedNow("nobody_touched")
  return moved(ctx, breach, { event: "put_forward", act: "breach.put_forward", set: { state: "ready" } })
}

/** An approver sends it back to be written anew. Throws Invalid beside `reason`, NotAllowedNow, Conflict. */
export async function sendBreachBack(ctx: Ctx<StaffActor>, seen: Seen & { reason: string }): Promise<string> {
  const breach = await stepFrom(ctx, seen, "breach.release", ["ready"])
  const reason = seen.reason.trim()
  if (reason.length < SHORTEST_REASON)
    throw new Invalid({ reason: { code: "words_short", values: { min: SHORTEST_REASON } } })
  const set = { state: "draft", version: breach.version + 1 }
  return moved(ctx, breach, { event: "sent_back", act: "breach.sent_back", set, note: reason })
}

/**
 * An approver who wrote none of it releases the notices: a run tells everybody of whom the sources hold what the scope
 * says, with the policy's advice. Throws Forbidden `own_proposal`, NotAllowedNow, Conflict.
 */
export async function releaseBreach(ctx: Ctx<StaffActor>, seen: Seen): Promise<string> {
  const breach = await stepFrom(ctx, seen, "breach.release", ["ready"])
  const own = await ctx.db
    .select({ id: breachEvents.id })
    .from(breachEvents)
    .where(
      and(
        eq(breachEvents.breachId, breach.id),
        eq(breachEvents.by, ctx.actor.accountId),
        inArray(breachEvents.event, ["recorded", "changed", "put_forward"]),
      ),
    )
  if (own.length > 0) throw new Forbidden("own_proposal")
  const set = { state: "released", releasedBy: ctx.actor.accountId, releasedAt: ctx.now }
  await moved(ctx, breach, { event: "released", act: "breach.released", set })
  const runId = await openRun(ctx, breach.inForce.policy, noticeOf(ctx, breach))
  await ctx.db.update(breaches).set({ runId }).where(eq(breaches.id, breach.id))
  return breach.number
}

function noticeOf({ now }: Ctx, breach: Breach) {
  const { policy } = breach.inForce
  const type = policy.breaches?.find(({ code }) => code === breach.type)
  if (!type) throw new Error("the breach is of no type its policy has")
  return {
    ...({ kind: "breach", template: "breach", rule: "breach", object: breach.id } as const),
    parameters: {
      path: `/cabinet/breaches/${breach.number}`,
      number: breach.number,
      date: formatDate(now, "ky"),
      what: type.told,
      advice: type.advice,
    },
    audience: { held: heldScopeOf(breach) },
  }
}

/** An officer closes a breach: told of and seen to, or a draft that was none. Throws NotAllowedNow, Conflict. */
export async function closeBreach(ctx: Ctx<StaffActor>, seen: Seen): Promise<string> {
  const breach = await stepFrom(ctx, seen, "breach.write", ["released", "draft"])
  const set = { state: "closed", closedAt: ctx.now }
  const number = await moved(ctx, breach, { event: "closed", act: "breach.closed", set })
  await ctx.db.execute(sql`select guard.drop_breach_duties(${breach.id})`)
  return number
}
