import { and, asc, isNull, lte } from "drizzle-orm"
import { dutyTasks } from "@/db/schema/duties"
import type { Ctx, SystemActor } from "@/lib/context"
import { addDays, type Day } from "@/lib/deadlines/day"
import type { DutyDocument } from "@/lib/duties/duty"
import type { Text } from "@/lib/policy/text-schema"

/** How many days ahead of its day a duty is told of. */
const AHEAD = 7

export type DueDuty = { role: string; assignedTo: string | null; dueOn: Day; title: Text }

/** Duties that are overdue or due within a week of this day, the oldest first: for the day's letter to staff. */
export async function dutiesDue(ctx: Ctx<SystemActor>, today: Day): Promise<DueDuty[]> {
  const { role, assignedTo, dueOn, document } = dutyTasks
  const rows = await ctx.db
    .select({ role, assignedTo, dueOn, document })
    .from(dutyTasks)
    .where(and(isNull(dutyTasks.doneAt), isNull(dutyTasks.droppedAt), lte(dueOn, addDays(today, AHEAD))))
    .orderBy(asc(dueOn), asc(dutyTasks.id))
  return rows.map((row) => ({ ...row, title: (row.document as DutyDocument).title }))
}
