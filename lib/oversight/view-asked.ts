import { eq } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"

export type ViewAsked = {
  /** Who looked, by their work name: for colleagues; the person is told it on a reasoned request. */
  name: string | null
  role: StaffRole
  unit: string
  categories: string[]
  request: string | null
  reason: string | null
  at: Date
}

/** The view a question is about, for whoever answers it; null where there is none. */
export async function viewAskedAbout(ctx: Ctx<StaffActor>, id: string | null): Promise<ViewAsked | null> {
  if (!id) return null
  const { role, unit, categories, reason, at, subjectId } = views
  const rows = await ctx.db
    .select({
      ...{ role, unit, categories, reason, at, subjectId },
      name: staff.name,
      request: requests.number,
    })
    .from(views)
    .leftJoin(staff, eq(staff.accountId, views.staffId))
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(eq(views.id, id))
  const [row] = rows
  if (!row) return null
  const owner = { id: row.subjectId, purpose: "case" } as const
  const words = row.reason && (await ctx.vault.open(owner, `views.reason|${id}`, row.reason)).toString()
  return { ...row, role: row.role as StaffRole, reason: words }
}
