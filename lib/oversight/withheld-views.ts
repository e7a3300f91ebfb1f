import { and, asc, eq, isNotNull } from "drizzle-orm"
import { views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

const LISTED = 200

/** A view the person is not shown: who looked, of which categories, under which ground and until when. */
export type WithheldView = {
  id: string
  subjectId: string
  staffId: string
  name: string | null
  role: StaffRole
  unit: string
  categories: string[]
  request: string | null
  secrecy: string
  reviewOn: string
  at: Date
}

/** All of them, the nearest review first, without a word of the person. At most 200. Throws Forbidden. */
export async function listWithheld(ctx: Ctx<StaffActor>): Promise<WithheldView[]> {
  if (!may(ctx.actor, "views.withheld")) throw new Forbidden()
  return (await select(ctx)
    .where(isNotNull(views.secrecy))
    .orderBy(asc(views.reviewOn), asc(views.at))
    .limit(LISTED)) as WithheldView[]
}

/** How many of them are to be looked at again by now. */
export async function withheldToReview(ctx: Ctx<StaffActor>): Promise<number> {
  const today = dayIn(ctx.now, (await inForce(ctx.db)).policy.organisation.timezone)
  return (await listWithheld(ctx)).filter(({ reviewOn }) => reviewOn <= today).length
}

/** One of them. Throws NotFound for a view that is shown, Forbidden. */
export async function withheldView(ctx: Ctx<StaffActor>, id: string): Promise<WithheldView> {
  if (!may(ctx.actor, "views.withheld")) throw new Forbidden()
  if (!isUuid(id)) throw new NotFound()
  const [row] = await select(ctx).where(and(eq(views.id, id), isNotNull(views.secrecy)))
  if (!row) throw new NotFound()
  return row as WithheldView
}

function select(ctx: Ctx<StaffActor>) {
  const { id, subjectId, staffId, role, unit, categories, secrecy, reviewOn, at } = views
  return ctx.db
    .select({
      ...{ id, subjectId, staffId, role, unit, categories, secrecy, reviewOn, at },
      ...{ name: staff.name, request: requests.number },
    })
    .from(views)
    .leftJoin(staff, eq(staff.accountId, views.staffId))
    .leftJoin(requests, eq(requests.id, views.requestId))
    .$dynamic()
}
