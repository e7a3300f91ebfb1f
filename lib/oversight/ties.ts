import { and, asc, eq, isNull } from "drizzle-orm"
import { staff, staffTies } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import type { TieKind } from "@/lib/oversight/declare-tie"
import { may } from "@/lib/permissions"

export type Tie = {
  id: string
  staffId: string
  /** A colleague's work name. */
  name: string | null
  subjectId: string
  kind: TieKind
  at: Date
}

/** The declared ties that stand: an administrator and an auditor see all, everybody else their own. */
export async function listTies(ctx: Ctx<StaffActor>): Promise<Tie[]> {
  const { id, staffId, subjectId, kind, at } = staffTies
  const own = may(ctx.actor, "staff.read") ? undefined : eq(staffId, ctx.actor.accountId)
  const rows = await ctx.db
    .select({ id, staffId, name: staff.name, subjectId, kind, at })
    .from(staffTies)
    .leftJoin(staff, eq(staff.accountId, staffTies.staffId))
    .where(and(isNull(staffTies.endedAt), own))
    .orderBy(asc(staff.name), asc(at))
  return rows.map((row) => ({ ...row, kind: row.kind as TieKind }))
}
