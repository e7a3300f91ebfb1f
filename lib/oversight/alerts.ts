import { and, asc, count, desc, eq, gt, isNull, ne } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { alerts, alertViews } from "@/db/schema/alerts"
import { views } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import type { AlertRule } from "@/lib/oversight/look-out"
import { viewedSince } from "@/lib/oversight/queries"
import { may } from "@/lib/permissions"

const LISTED = 200

export const alertOutcomes = ["justified", "unjustified"] as const
export type AlertOutcome = (typeof alertOutcomes)[number]

export type Alert = {
  id: string
  rule: AlertRule
  at: Date
  /** Whom it is about: a colleague's work name. */
  name: string | null
  role: StaffRole | null
  unit: string | null
  /** At whom, where that is the point. */
  subjectId: string | null
  views: number
  outcome: AlertOutcome | null
  closedAt: Date | null
  closedBy: string | null
}

export type AlertView = {
  id: string
  subjectId: string
  categories: string[]
  request: string | null
  at: Date
  /** Why, as it was typed; "hidden" until the auditor's own view of that person is written, null where none was typed. */
  reason: string | "hidden" | null
}

/** The alerts, open ones first and newest first; none about oneself. At most 200. Throws Forbidden. */
export async function listAlerts(ctx: Ctx<StaffActor>): Promise<Alert[]> {
  if (!may(ctx.actor, "alert.read")) throw new Forbidden()
  return select(ctx)
    .where(ofOthers(ctx))
    .orderBy(desc(isNull(alerts.closedAt)), desc(alerts.at))
    .limit(LISTED) as Promise<Alert[]>
}

/** An alert with its views, the oldest first, and its finding. Throws NotFound, Forbidden. */
export async function readAlert(
  ctx: Ctx<StaffActor>,
  id: string,
): Promise<{ alert: Alert; finding: string | null; views: AlertView[] }> {
  if (!may(ctx.actor, "alert.read")) throw new Forbidden()
  if (!isUuid(id)) throw new NotFound()
  const [alert] = (await select(ctx).where(and(eq(alerts.id, id), ofOthers(ctx)))) as Alert[]
  if (!alert) throw new NotFound()
  const [row] = await ctx.db.select({ finding: alerts.finding }).from(alerts).where(eq(alerts.id, id))
  return {
    alert,
    finding: row?.finding ? ctx.vault.openOwn(findingPlace(id), row.finding) : null,
    views: await viewsOf(ctx, id),
  }
}

/** Where a finding stands: it is the auditor's, and sealed for the deployment, not for a person. */
export const findingPlace = (id: string): string => `alerts.finding|${id}`

/** Nobody is shown what is about themselves. */
const ofOthers = ({ actor }: Ctx<StaffActor>) => ne(alerts.staffId, actor.accountId)

function select(ctx: Ctx<StaffActor>) {
  const closer = alias(staff, "closer")
  const { id, rule, at, subjectId, outcome, closedAt } = alerts
  return ctx.db
    .select({
      ...{ id, rule, at, subjectId, outcome, closedAt },
      ...{ name: staff.name, role: staff.role, unit: staff.unit, closedBy: closer.name },
      views: ctx.db.$count(alertViews, eq(alertViews.alertId, alerts.id)),
    })
    .from(alerts)
    .leftJoin(staff, eq(staff.accountId, alerts.staffId))
    .leftJoin(closer, eq(closer.accountId, alerts.closedBy))
    .$dynamic()
}

async function viewsOf(ctx: Ctx<StaffActor>, alert: string): Promise<AlertView[]> {
  const { id, subjectId, categories, reason, at } = views
  const rows = await ctx.db
    .select({ ...{ id, subjectId, categories, reason, at }, request: requests.number })
    .from(alertViews)
    .innerJoin(views, eq(views.id, alertViews.viewId))
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(eq(alertViews.alertId, alert))
    .orderBy(asc(views.at), asc(views.id))
    .limit(LISTED)
  const own = await seenByMe(ctx)
  return Promise.all(
    rows.map(async (row) => {
      if (!row.reason || !own.has(row.subjectId)) return { ...row, reason: row.reason && ("hidden" as const) }
      const owner = { id: row.subjectId, purpose: "case" } as const
      return {
        ...row,
        reason: (await ctx.vault.open(owner, `views.reason|${row.id}`, row.reason)).toString(),
      }
    }),
  )
}

async function seenByMe(ctx: Ctx<StaffActor>): Promise<ReadonlySet<string>> {
  const rows = await ctx.db
    .selectDistinct({ id: views.subjectId })
    .from(views)
    .where(and(eq(views.staffId, ctx.actor.accountId), gt(views.at, viewedSince(ctx.now))))
  return new Set(rows.map(({ id }) => id))
}

/** How many wait for a finding. */
export async function openAlerts(ctx: Ctx<StaffActor>): Promise<number> {
  const open = and(isNull(alerts.closedAt), ofOthers(ctx))
  const [row] = await ctx.db.select({ n: count() }).from(alerts).where(open)
  return row?.n ?? 0
}
