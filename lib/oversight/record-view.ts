import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { subjects } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import { atOnce } from "@/db/transaction"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { entryId } from "@/lib/ledger/record"
import { enterEach, viewRegister } from "@/lib/ledger/registers"
import { lookOut, raise } from "@/lib/oversight/look-out"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"

const SHORTEST_REASON = 10

export type ViewReason = {
  requestNumber: string | null
  reason: string | null
  /** The secrecy ground under which the person is not shown it, and until which day. */
  withheld?: { secrecy: string; reviewOn: Day } | null
}

/**
 * Records that a member of staff is about to see these categories of a person's data, and why: for a request of this
 * person, or a typed reason. Nothing may be shown before it. Returns the view's id. Throws Invalid beside the request
 * or the reason, NotFound when there is no such person. `as`: by what permission they may.
 */
export async function recordView(
  ctx: Ctx<StaffActor>,
  input: { subjectId: string; categories: readonly string[] } & ViewReason,
  as: "person.view" | "task.read" = "person.view",
): Promise<string> {
  if (!may(ctx.actor, as)) throw new Forbidden()
  // What does not wait for each other leaves together: a page must not be slower for being written down.
  const [, , requestId, number, inForce] = await atOnce([
    known(ctx, input.subjectId),
    refuseTied(ctx, input.subjectId),
    requestOf(ctx, input),
    nextNumber(ctx, input.subjectId),
    inForceNow(ctx.db),
  ])
  const reason = input.reason?.trim() || null
  checkReason(input.categories, requestId, reason)
  const id = randomUUID()
  const owner = { id: input.subjectId, purpose: "case" } as const
  const row = {
    id,
    subjectId: input.subjectId,
    staffId: ctx.actor.accountId,
    role: ctx.actor.role,
    unit: ctx.actor.unit,
    categories: [...input.categories],
    requestId,
    reason: reason ? await ctx.vault.seal(owner, `views.reason|${id}`, reason) : null,
    number,
    ...input.withheld,
    at: ctx.now,
  }
  const entered = { ...row, ledgerId: entryId(ctx.now) }
  const [unusual] = await atOnce([
    lookOut(ctx, inForce, row),
    enterEach(ctx, viewRegister, [entered]),
    ctx.db.insert(views).values(entered),
  ])
  for (const each of unusual) await raise(ctx, each)
  return id
}

async function known(ctx: Ctx, subjectId: string): Promise<void> {
  const found = await ctx.db.select({ id: subjects.id }).from(subjects).where(eq(subjects.id, subjectId))
  if (found.length === 0) throw new NotFound()
}

/** The views of a person are counted without a gap: nobody else writes one of theirs until this one is written. */
async function nextNumber(ctx: Ctx<StaffActor>, subjectId: string): Promise<number> {
  const { rows } = await ctx.db.execute<{ number: number }>(
    sql`select guard.next_view(${subjectId}) as number`,
  )
  return Number(rows[0]?.number)
}

async function requestOf(
  ctx: Ctx,
  input: { subjectId: string; requestNumber: string | null },
): Promise<string | null> {
  const number = input.requestNumber?.trim()
  if (!number) return null
  const rows = await ctx.db
    .select({ id: requests.id, subjectId: requests.subjectId })
    .from(requests)
    .where(eq(requests.number, number))
  const row = rows[0]
  if (!row || row.subjectId !== input.subjectId) throw new Invalid({ request: { code: "not_their_request" } })
  return row.id
}

function checkReason(categories: readonly string[], requestId: string | null, reason: string | null): void {
  const fields: Record<string, MessageRef> = {}
  const tooShort = reason !== null && reason.length < SHORTEST_REASON
  if (tooShort || (requestId === null && reason === null)) {
    fields.reason = { code: "reason_short", values: { min: SHORTEST_REASON } }
  }
  if (categories.length === 0) fields.groups = { code: "choose_one" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
}
