import { and, asc, eq, isNull, lte } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { holds } from "@/db/schema/holds"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { knownTo } from "@/lib/requests/known-holds"

/** A hold as staff see it once a view is recorded; names are colleagues' work names. */
export type StaffHold = {
  id: string
  ground: string
  /** Null: everything held. */
  categories: string[] | null
  reviewOn: string
  secrecy: string | null
  setById: string
  setBy: string | null
  reason: string | null
  at: Date
  endedAt: Date | null
  endedBy: string | null
  endReason: string | null
}

/** The recorded stops to erasure on a person's data, open and ended, oldest first. Throws Forbidden. */
export async function holdsOf(ctx: Ctx<StaffActor>, subjectId: string): Promise<StaffHold[]> {
  if (!may(ctx.actor, "person.view")) throw new Forbidden()
  const ender = alias(staff, "ender")
  const rows = await ctx.db
    .select({ hold: holds, setBy: staff.name, endedBy: ender.name })
    .from(holds)
    .leftJoin(staff, eq(staff.accountId, holds.setBy))
    .leftJoin(ender, eq(ender.accountId, holds.endedBy))
    .where(eq(holds.subjectId, subjectId))
    .orderBy(asc(holds.at))
  const owner = { id: subjectId, purpose: "case" } as const
  const open = async (place: string, cell: Buffer | null) =>
    cell && (await ctx.vault.open(owner, place, cell)).toString()
  return Promise.all(
    rows.map(async ({ hold, setBy, endedBy }) => ({
      ...hold,
      setById: hold.setBy,
      setBy,
      endedBy,
      reason: await open(`holds.reason|${hold.id}`, hold.reason),
      endReason: await open(`holds.end_reason|${hold.id}`, hold.endReason),
    })),
  )
}

export type MyHold = Pick<StaffHold, "id" | "ground" | "categories" | "reviewOn" | "at">

/** The stops to erasure the person may know of: not the secret ones. */
export function myHolds(ctx: Ctx<SubjectActor>): Promise<MyHold[]> {
  const { id, ground, categories, reviewOn, at } = holds
  return ctx.db
    .select({ id, ground, categories, reviewOn, at })
    .from(holds)
    .where(and(eq(holds.subjectId, ctx.actor.subjectId), isNull(holds.endedAt), knownTo(ctx)))
    .orderBy(asc(holds.at))
}

/** Open holds whose day of review has come, the longest due first: whose they are as a random id only. At most 50. */
export async function holdsToReview(
  ctx: Ctx<StaffActor>,
): Promise<{ id: string; subjectId: string; reviewOn: string }[]> {
  const { policy } = await inForce(ctx.db)
  const { id, subjectId, reviewOn } = holds
  return ctx.db
    .select({ id, subjectId, reviewOn })
    .from(holds)
    .where(and(isNull(holds.endedAt), lte(reviewOn, dayIn(ctx.now, policy.organisation.timezone))))
    .orderBy(asc(reviewOn))
    .limit(50)
}
