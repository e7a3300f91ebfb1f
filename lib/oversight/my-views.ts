import { and, count, desc, eq, isNull, sql } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffRole, SubjectActor } from "@/lib/context"
import { isUuid } from "@/lib/format/uuid"

const PAGE = 50

export type SeenBy = {
  id: string
  role: StaffRole
  unit: string
  categories: string[]
  /** The number of the person's own request, when the view was for one. */
  request: string | null
  reason: string | null
  at: Date
  /** The number of the question the person asked about it last. */
  question: string | null
}

export type MyViews = {
  /** `number` counts what the person sees, the first ever being 1. */
  seen: (SeenBy & { number: number })[]
  page: number
  pages: number
}

/** Who saw the person's data, newest first, fifty to a page: unit and role, never a name (rule 20). */
export async function listMyViews(ctx: Ctx<SubjectActor>, wanted = 1): Promise<MyViews> {
  const mine = shownTo(ctx.actor)
  const [{ total } = { total: 0 }] = await ctx.db
    .select({ total: count() })
    .from(views)
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(mine)
  const pages = Math.max(1, Math.ceil(total / PAGE))
  const page = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages)
  const before = (page - 1) * PAGE
  const rows = await select(ctx)
    .where(mine)
    .orderBy(desc(views.at), desc(views.id))
    .limit(PAGE)
    .offset(before)
  const seen = await Promise.all(rows.map((row) => opened(ctx, row)))
  return { page, pages, seen: seen.map((each, n) => ({ ...each, number: total - before - n })) }
}

/** One of these views; null for what is not theirs, or withheld from them. */
export async function myView(ctx: Ctx<SubjectActor>, id: string | undefined): Promise<SeenBy | null> {
  if (!id || !isUuid(id)) return null
  const [row] = await select(ctx).where(and(eq(views.id, id), shownTo(ctx.actor)))
  return row ? opened(ctx, row) : null
}

/** Views of the person, but for those withheld from them and those in a request that is. */
const shownTo = ({ subjectId }: SubjectActor) =>
  and(eq(views.subjectId, subjectId), isNull(views.secrecy), isNull(requests.secrecy))

const select = (ctx: Ctx<SubjectActor>) =>
  ctx.db
    .select({
      id: views.id,
      role: views.role,
      unit: views.unit,
      categories: views.categories,
      request: requests.number,
      reason: views.reason,
      at: views.at,
      question: sql<
        string | null
      >`(select q.number from request_parts p join requests q on q.id = p.request_id
        where p.subject_id = ${views.subjectId} and p.scope ->> 'view' = ${views.id}::text and p.status <> 'cancelled'
        order by p.received_at desc limit 1)`,
    })
    .from(views)
    .leftJoin(requests, eq(requests.id, views.requestId))

type Row = Omit<SeenBy, "role" | "reason"> & { role: string; reason: Buffer | null }

async function opened(ctx: Ctx<SubjectActor>, row: Row): Promise<SeenBy> {
  const owner = { id: ctx.actor.subjectId, purpose: "case" } as const
  const reason = row.reason && (await ctx.vault.open(owner, `views.reason|${row.id}`, row.reason)).toString()
  return { ...row, role: row.role as StaffRole, reason: reason || null }
}
