import { asc, eq, gt, isNull, sql } from "drizzle-orm"
import { accounts } from "@/db/schema/people"
import { staff, staffInvitations } from "@/db/schema/staff"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"

export type Colleague = {
  id: string
  name: string
  role: StaffRole
  unit: string
  outside: boolean
  disabledAt: Date | null
  seenAt: Date | null
}

export type Invited = {
  id: string
  name: string
  role: StaffRole
  unit: string
  outside: boolean
  until: Date
}

/** Everybody on the staff, those shut out last, and the invitations nobody used yet. Throws Forbidden. */
export async function listStaff(
  ctx: Ctx<StaffActor>,
): Promise<{ colleagues: Colleague[]; invited: Invited[] }> {
  if (!may(ctx.actor, "staff.read")) throw new Forbidden()
  const { accountId, name, role, unit, outside } = staff
  const colleagues = await ctx.db
    .select({
      ...{ id: accountId, name, role, unit, outside, disabledAt: accounts.disabledAt },
      seenAt:
        sql<Date | null>`(select seen_at from guard.staff_seen() seen where seen.account_id = ${accountId})`.mapWith(
          accounts.createdAt,
        ),
    })
    .from(staff)
    .innerJoin(accounts, eq(accounts.id, accountId))
    .orderBy(sql`${accounts.disabledAt} nulls first`, asc(name))
  const invitation = staffInvitations
  const invited = await ctx.db
    .select({
      ...{ id: invitation.accountId, name: invitation.name, role: invitation.role, unit: invitation.unit },
      ...{ outside: invitation.outside, until: invitation.expiresAt },
    })
    .from(invitation)
    .where(sql`${isNull(invitation.usedAt)} and ${gt(invitation.expiresAt, ctx.now)}`)
    .orderBy(asc(invitation.expiresAt))
  return {
    colleagues: colleagues.map((row) => ({ ...row, role: row.role as StaffRole })),
    invited: invited.map((row) => ({ ...row, role: row.role as StaffRole })),
  }
}
