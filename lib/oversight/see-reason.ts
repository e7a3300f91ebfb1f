import { and, eq } from "drizzle-orm"
import { alertViews } from "@/db/schema/alerts"
import { views } from "@/db/schema/oversight"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { recordView } from "@/lib/oversight/record-view"
import { localeOf } from "@/lib/people/locale-of"
import { may } from "@/lib/permissions"
import { translatorFor } from "@/messages/translator"

/**
 * An auditor is about to read why somebody looked at a person, in the words typed then: that is a view of the person too,
 * of the same categories, and the person is told no more than that looking is being checked. Throws NotFound, Forbidden.
 */
export async function seeReason(
  ctx: Ctx<StaffActor>,
  input: { alert: string; view: string },
): Promise<{ alert: string; view: string }> {
  if (!may(ctx.actor, "alert.read")) throw new Forbidden()
  const [row] = await ctx.db
    .select({ subjectId: views.subjectId, categories: views.categories })
    .from(alertViews)
    .innerJoin(views, eq(views.id, alertViews.viewId))
    .where(and(eq(alertViews.alertId, input.alert), eq(views.id, input.view)))
  if (!row) throw new NotFound()
  const reason = translatorFor(await localeOf(ctx, row.subjectId), "alerts")("checking")
  await recordView(ctx, { ...row, requestNumber: null, reason })
  return input
}
