import { and, eq, gt, sql } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor } from "@/lib/context"

/** For how long a recorded view shows a person's data to the member of staff who gave the reason. */
const VIEW_MINUTES = 30

/** A view written since then still serves. */
export const viewedSince = (now: Date): Date => new Date(now.getTime() - VIEW_MINUTES * 60_000)

export type OpenView = {
  id: string
  categories: string[]
  requestId: string | null
  request: string | null
  until: Date
}

/** The view under which this member of staff may see this person now, or null: theirs, and not older than 30 minutes. */
export async function findOpenView(
  ctx: Ctx<StaffActor>,
  subjectId: string,
  viewId: string,
): Promise<OpenView | null> {
  const rows = await ctx.db
    .select({
      id: views.id,
      categories: views.categories,
      requestId: views.requestId,
      request: requests.number,
      until: sql<Date>`${views.at} + make_interval(mins => ${VIEW_MINUTES})`.mapWith(views.at),
    })
    .from(views)
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(
      and(
        eq(views.id, viewId),
        eq(views.subjectId, subjectId),
        eq(views.staffId, ctx.actor.accountId),
        gt(views.at, viewedSince(ctx.now)),
      ),
    )
  return rows[0] ?? null
}
