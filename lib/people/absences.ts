import { and, asc, eq, gte, isNull, lte, ne, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { accounts } from "@/db/schema/people"
import { absences, staff } from "@/db/schema/staff"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"

export type Absence = {
  id: string
  staffId: string
  /** Work names of colleagues. */
  name: string
  deputyId: string
  deputy: string
  fromOn: Day
  untilOn: Day
}

/** Absences that are not over on this day, of everybody or of one colleague, the earliest first. */
export async function listAbsences(
  ctx: Ctx<StaffActor>,
  { today, of }: { today: Day; of?: string },
): Promise<Absence[]> {
  const deputy = alias(staff, "deputy")
  const { id, staffId, deputyId, fromOn, untilOn } = absences
  return ctx.db
    .select({ id, staffId, name: staff.name, deputyId, deputy: deputy.name, fromOn, untilOn })
    .from(absences)
    .innerJoin(staff, eq(staff.accountId, staffId))
    .innerJoin(deputy, eq(deputy.accountId, deputyId))
    .where(and(isNull(absences.endedAt), gte(untilOn, today), of ? eq(staffId, of) : undefined))
    .orderBy(asc(fromOn), asc(staff.name))
}

/** A colleague away on this day; `standIn` acts in their place: the deputy, or the deputy's; null when nobody is there. */
export type Away = { staffId: string; untilOn: Day; standIn: { id: string; name: string } | null }

/** Who is away on this day, by account. */
export async function awayOn(ctx: Ctx<StaffActor>, today: Day): Promise<ReadonlyMap<string, Away>> {
  const standing = alias(staff, "standing")
  const rows = await ctx.db
    .select({
      staffId: absences.staffId,
      untilOn: absences.untilOn,
      standInId: standing.accountId,
      standInName: standing.name,
    })
    .from(absences)
    .leftJoin(standing, sql`${standing.accountId} = guard.stand_in(${absences.staffId}, ${today}::date)`)
    .where(and(isNull(absences.endedAt), lte(absences.fromOn, today), gte(absences.untilOn, today)))
  return new Map(
    rows.map(({ staffId, untilOn, standInId, standInName }) => [
      staffId,
      { staffId, untilOn, standIn: standInId ? { id: standInId, name: standInName ?? "" } : null },
    ]),
  )
}

/** Colleagues who can be named: of this role, from the organisation itself, not shut out; by work name. */
export async function colleaguesOf(
  ctx: Ctx<StaffActor>,
  role: StaffRole,
  but: string | null,
): Promise<{ id: string; name: string }[]> {
  return ctx.db
    .select({ id: staff.accountId, name: staff.name })
    .from(staff)
    .innerJoin(accounts, eq(accounts.id, staff.accountId))
    .where(
      and(
        eq(staff.role, role),
        eq(staff.outside, false),
        isNull(accounts.disabledAt),
        but ? ne(staff.accountId, but) : undefined,
      ),
    )
    .orderBy(asc(staff.name))
}
