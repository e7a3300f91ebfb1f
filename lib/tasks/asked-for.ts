import { and, asc, eq, isNull } from "drizzle-orm"
import { sourceTasks } from "@/db/schema/source-tasks"
import type { Ctx, SubjectActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"

/** Who was asked for a part of the person's own request, and until when they are to answer. */
export type AskedFor = { id: string; source: string; dueOn: Day; answeredAt: Date | null }

/** The tasks of a part that stand, the oldest first. */
export async function askedFor(ctx: Ctx<SubjectActor>, partId: string): Promise<AskedFor[]> {
  const { id, source, dueOn, answeredAt, droppedAt, retractedAt, madeAt } = sourceTasks
  return ctx.db
    .select({ id, source, dueOn, answeredAt })
    .from(sourceTasks)
    .where(and(eq(sourceTasks.partId, partId), isNull(droppedAt), isNull(retractedAt)))
    .orderBy(asc(madeAt))
}
