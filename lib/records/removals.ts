import { and, desc, eq } from "drizzle-orm"
import { contactRemovals } from "@/db/schema/oversight"
import type { Ctx, SubjectActor } from "@/lib/context"

/** When contacts that the person had given were removed at those people's own request, newest first. */
export async function removalsIn(ctx: Ctx<SubjectActor>, category: string): Promise<Date[]> {
  const rows = await ctx.db
    .select({ at: contactRemovals.removedAt })
    .from(contactRemovals)
    .where(and(eq(contactRemovals.subjectId, ctx.actor.subjectId), eq(contactRemovals.category, category)))
    .orderBy(desc(contactRemovals.removedAt))
  return rows.flatMap(({ at }) => at ?? [])
}
