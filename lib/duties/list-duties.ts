import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { dutyTasks } from "@/db/schema/duties"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import type { Duty, DutyAnswers, DutyDocument } from "@/lib/duties/duty"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/** The most lines either list shows. */
const MOST = 300

const isOpen = and(isNull(dutyTasks.doneAt), isNull(dutyTasks.droppedAt))

/** Duties still to be done, the nearest day first, and those done, the last first. Throws Forbidden. */
export async function listDuties(ctx: Ctx<StaffActor>): Promise<{ open: Duty[]; done: Duty[] }> {
  return {
    open: await dutiesWhere(ctx, isOpen, asc(dutyTasks.dueOn)),
    done: await dutiesWhere(ctx, isNotNull(dutyTasks.doneAt), desc(dutyTasks.doneAt)),
  }
}

/** One duty. Throws NotFound, Forbidden. */
export async function readDuty(ctx: Ctx<StaffActor>, id: string): Promise<Duty> {
  const [found] = await dutiesWhere(
    ctx,
    and(eq(dutyTasks.id, id), isNull(dutyTasks.droppedAt)),
    asc(dutyTasks.dueOn),
  )
  if (!found) throw new NotFound()
  return found
}

async function dutiesWhere(ctx: Ctx<StaffActor>, which: SQL | undefined, order: SQL): Promise<Duty[]> {
  if (!may(ctx.actor, "duty.read")) throw new Forbidden()
  const today = dayIn(ctx.now, (await inForce(ctx.db)).policy.organisation.timezone)
  const [holder, doer] = [alias(staff, "holder"), alias(staff, "doer")]
  const standIn = sql`guard.stand_in(${dutyTasks.assignedTo}, ${today}::date)`
  const rows = await ctx.db
    .select({
      duty: dutyTasks,
      assignedName: holder.name,
      doneByName: doer.name,
      holderAway: sql<boolean>`${dutyTasks.assignedTo} is not null and ${standIn} is distinct from ${dutyTasks.assignedTo}`,
    })
    .from(dutyTasks)
    .leftJoin(holder, eq(holder.accountId, dutyTasks.assignedTo))
    .leftJoin(doer, eq(doer.accountId, dutyTasks.doneBy))
    .where(which)
    .orderBy(order)
    .limit(MOST)
  return rows.map(({ duty, ...more }) => ({
    ...duty,
    ...more,
    role: duty.role as StaffRole,
    document: duty.document as DutyDocument,
    answers: duty.answers as DutyAnswers | null,
  }))
}
