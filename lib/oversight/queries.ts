import { and, desc, eq, gt, sql } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor, StaffRole, SubjectActor } from "@/lib/context"

/** For how long a recorded view shows a person's data to the member of staff who gave the reason. */
const VIEW_MINUTES = 30

/** A view written since then still serves. */
export const viewedSince = (now: Date): Date => new Date(now.getTime() - VIEW_MINUTES * 60_000)

const LISTED = 500

export type SeenBy = {
  id: string
  role: StaffRole
  unit: string
  categories: string[]
  /** The number of the person's own request, when the view was for one. */
  request: string | null
  reason: string | null
  at: Date
}

/** Who saw the person's data, newest first: unit and role, never a name (rule 20). At most the last 500. */
export async function listMyViews(ctx: Ctx<SubjectActor>): Promise<SeenBy[]> {
  const rows = await ctx.db
    .select({
      id: views.id,
      role: views.role,
      unit: views.unit,
      categories: views.categories,
      request: requests.number,
      reason: views.reason,
      at: views.at,
    })
    .from(views)
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(eq(views.subjectId, ctx.actor.subjectId))
    .orderBy(desc(views.at), desc(views.id))
    .limit(LISTED)
  const owner = { id: ctx.actor.subjectId, purpose: "case" } as const
  return Promise.all(
    rows.map(async (row) => {
      const reason =
        row.reason && (await ctx.vault.open(owner, `views.reason|${row.id}`, row.reason)).toString()
      return { ...row, role: row.role as StaffRole, reason: reason || null }
    }),
  )
}

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
