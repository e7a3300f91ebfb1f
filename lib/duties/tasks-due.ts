import { and, asc, eq, isNull, lte } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import { sourceTasks } from "@/db/schema/source-tasks"
import type { Ctx, SystemActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"

/** A task that the stewards are to answer; `number`: of its request, where there is one. */
export type DueTask = { source: string; number: string | null; dueOn: Day }

/** The stewards' own tasks nobody answered by the day for a reminder, the oldest first: for the day's letter to staff. */
export async function tasksDue(ctx: Ctx<SystemActor>, today: Day): Promise<DueTask[]> {
  const { id, source, dueOn, remindOn, respondent, answeredAt, droppedAt, requestId } = sourceTasks
  return ctx.db
    .select({ source, number: requests.number, dueOn })
    .from(sourceTasks)
    .leftJoin(requests, eq(requests.id, requestId))
    .where(and(eq(respondent, "steward"), isNull(answeredAt), isNull(droppedAt), lte(remindOn, today)))
    .orderBy(asc(dueOn), asc(id))
}
