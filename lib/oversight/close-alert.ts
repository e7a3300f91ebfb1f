import { and, eq, isNull, ne } from "drizzle-orm"
import { alerts } from "@/db/schema/alerts"
import type { Ctx, StaffActor } from "@/lib/context"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { openDuty } from "@/lib/duties/open-duty"
import { Forbidden, Invalid, type MessageRef, NotAllowedNow, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { type AlertOutcome, alertOutcomes, findingPlace } from "@/lib/oversight/alerts"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { translatorFor } from "@/messages/translator"

const SHORTEST = 10

/**
 * An auditor closes an alert with what they found, never one about themselves. Looking without reason may be a breach: a
 * duty of the officers says so the next day. Throws Invalid beside `outcome` and `finding`, NotAllowedNow for one that is
 * closed, NotFound, Forbidden.
 */
export async function closeAlert(
  ctx: Ctx<StaffActor>,
  input: { alert: string; outcome: string; finding: string },
): Promise<{ id: string; outcome: AlertOutcome }> {
  if (!may(ctx.actor, "alert.close")) throw new Forbidden()
  const { alert: id } = input
  const [row] = await ctx.db
    .select({ staffId: alerts.staffId, closedAt: alerts.closedAt })
    .from(alerts)
    .where(and(eq(alerts.id, id), ne(alerts.staffId, ctx.actor.accountId)))
  if (!row) throw new NotFound()
  if (row.closedAt) throw new NotAllowedNow("alert_closed")
  const { outcome, finding } = checked(input)
  const closed = await ctx.db
    .update(alerts)
    .set({
      ...{ outcome, closedBy: ctx.actor.accountId, closedAt: ctx.now },
      finding: ctx.vault.sealOwn(findingPlace(id), finding),
    })
    .where(and(eq(alerts.id, id), isNull(alerts.closedAt)))
    .returning({ id: alerts.id })
  if (closed.length === 0) throw new NotAllowedNow("alert_closed")
  await record(ctx, "alert.closed", { subjectId: null, object: id })
  if (outcome === "unjustified") await callForBreach(ctx, id)
  return { id, outcome }
}

function checked(input: { outcome: string; finding: string }): { outcome: AlertOutcome; finding: string } {
  const fields: Record<string, MessageRef> = {}
  const outcome = alertOutcomes.find((code) => code === input.outcome)
  const finding = input.finding.trim()
  if (!outcome) fields.outcome = { code: "choose_one" }
  if (finding.length < SHORTEST) fields.finding = { code: "reason_short", values: { min: SHORTEST } }
  if (!outcome || Object.keys(fields).length > 0) throw new Invalid(fields)
  return { outcome, finding }
}

async function callForBreach(ctx: Ctx<StaffActor>, alert: string): Promise<void> {
  const { timezone } = (await inForce(ctx.db)).policy.organisation
  const words = (key: "title" | "lead" | "written") => ({
    ky: translatorFor("ky", "alerts")(`duty.${key}`),
    ru: translatorFor("ru", "alerts")(`duty.${key}`),
    en: translatorFor("en", "alerts")(`duty.${key}`),
  })
  await openDuty(ctx, {
    ...{
      kind: "breach_candidate",
      about: alert,
      role: "officer",
      dueOn: addDays(dayIn(ctx.now, timezone), 1),
    },
    document: {
      title: words("title"),
      lead: words("lead"),
      questions: [{ code: "written", text: words("written") }],
    },
  })
}
