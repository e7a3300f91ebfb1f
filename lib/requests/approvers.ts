import { and, desc, eq, inArray, sql } from "drizzle-orm"
import { proposals } from "@/db/schema/decisions"
import { requestParts, requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { accessPart, type Part } from "@/lib/requests/access"
import { tellPutTo } from "@/lib/requests/tell-colleague"

export type Outsider = { id: string; name: string; unit: string }
/** Who could be the second pair of eyes now; `inside` counts those of the organisation itself. */
export type Approvers = { inside: number; outside: Outsider[] }

/**
 * The approvers who are there, wrote no version of this part's proposal and have nothing to do with the person or with
 * what the part appeals against; without `me`, who is about to write one.
 */
export async function approversOf(ctx: Ctx<StaffActor>, partId: string, me?: string): Promise<Approvers> {
  const { policy } = await inForce(ctx.db)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const { rows } = await ctx.db.execute<{ account_id: string; outside: boolean }>(
    sql`select account_id, outside from guard.approvers_of(${partId}::uuid, ${today}::date)`,
  )
  const able = rows.filter(({ account_id: id }) => id !== me)
  const from = able.filter(({ outside }) => outside).map(({ account_id: id }) => id)
  const outside =
    from.length === 0
      ? []
      : await ctx.db
          .select({ id: staff.accountId, name: staff.name, unit: staff.unit })
          .from(staff)
          .where(inArray(staff.accountId, from))
          .orderBy(staff.name)
  return { inside: able.length - from.length, outside }
}

/** The outside approver a new proposal is put to by itself: where the organisation has nobody and there is one to ask. */
export async function putToAtOnce(ctx: Ctx<StaffActor>, partId: string): Promise<string | null> {
  const { inside, outside } = await approversOf(ctx, partId, ctx.actor.accountId)
  return inside === 0 && outside.length === 1 ? (outside[0]?.id ?? null) : null
}

/**
 * An officer puts a proposal to an approver from outside the organisation, who then sees this case and may approve it or
 * send it back. Throws Invalid beside `approver`, NotAllowedNow for a part that is not proposed, Conflict, Forbidden.
 */
export async function putToOutside(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; approver: string },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.put_to", input.version)
  if (part.status !== "proposed") throw new NotAllowedNow()
  const { outside } = await approversOf(ctx, part.id)
  if (!outside.some(({ id }) => id === input.approver))
    throw new Invalid({ approver: { code: "choose_one" } })
  const [newest] = await ctx.db
    .select({ id: proposals.id })
    .from(proposals)
    .where(eq(proposals.partId, part.id))
    .orderBy(desc(proposals.version))
    .limit(1)
  if (!newest) throw new NotAllowedNow()
  await ctx.db
    .update(proposals)
    .set({ putTo: input.approver })
    .where(and(eq(proposals.id, newest.id), eq(proposals.partId, part.id)))
  await record(ctx, "part.put_to", {
    subjectId: part.subjectId,
    object: newest.id,
    payload: { approver: input.approver },
  })
  await tellPutTo(ctx, input.approver, part.number)
  return part
}

type Left = { part: string; number: string }

/** For the administrator: proposals nobody may approve, and open work of somebody away in whose place nobody is. */
export async function withoutAnybody(ctx: Ctx<StaffActor>): Promise<{ stuck: Left[]; alone: Left[] }> {
  if (!may(ctx.actor, "staff.manage")) throw new Forbidden()
  const { policy } = await inForce(ctx.db)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const named = async (found: "stuck_proposals" | "left_alone") =>
    ctx.db
      .select({ part: requestParts.id, number: sql<string>`${requests.number}` })
      .from(requestParts)
      .innerJoin(requests, eq(requests.id, requestParts.requestId))
      .where(sql`${requestParts.id} in (select guard.${sql.raw(found)}(${today}::date))`)
      .orderBy(requestParts.dueAt)
  return { stuck: await named("stuck_proposals"), alone: await named("left_alone") }
}

/** The work name of whom a part's newest proposal is put to from outside; null where it is put to nobody. */
export async function isPutTo(ctx: Ctx<StaffActor>, partId: string): Promise<string | null> {
  const rows = await ctx.db
    .select({ name: staff.name })
    .from(proposals)
    .leftJoin(staff, eq(staff.accountId, proposals.putTo))
    .where(eq(proposals.partId, partId))
    .orderBy(desc(proposals.version))
    .limit(1)
  return rows[0]?.name ?? null
}
