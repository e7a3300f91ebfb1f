import { and, eq, isNull } from "drizzle-orm"
import { absences } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { addMonths, type Day, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { colleaguesOf, listAbsences } from "@/lib/people/absences"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

const MOST_MONTHS = 12

export type EnteredAbsence = { from: TypedDay; until: TypedDay; deputy: string }

/**
 * A member of staff says from when until when they are away, both days included, and who of the same role acts in their
 * place. Throws Invalid beside `from`, `until`, `deputy`, Forbidden.
 */
export async function declareAbsence(ctx: Ctx<StaffActor>, entered: EnteredAbsence): Promise<{ id: string }> {
  if (!may(ctx.actor, "absence.declare")) throw new Forbidden()
  const { policy } = await inForce(ctx.db)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const { fields, from, until } = checkedDays(entered, today)
  const others = await colleaguesOf(ctx, ctx.actor.role, ctx.actor.accountId)
  if (!others.some(({ id }) => id === entered.deputy)) fields.deputy = { code: "choose_one" }
  if (from && until) Object.assign(fields, await clashes(ctx, { from, until, today, deputy: entered.deputy }))
  if (!from || !until || Object.keys(fields).length > 0) throw new Invalid(fields)
  const [row] = await ctx.db
    .insert(absences)
    .values({
      staffId: ctx.actor.accountId,
      deputyId: entered.deputy,
      fromOn: from,
      untilOn: until,
      at: ctx.now,
    })
    .returning({ id: absences.id })
  if (!row) throw new Error("an absence was not kept")
  await record(ctx, "absence.declared", { subjectId: null, object: row.id })
  return row
}

function checkedDays(entered: EnteredAbsence, today: Day) {
  const fields: Record<string, MessageRef> = {}
  const [from, until] = [typedDay(entered.from), typedDay(entered.until)]
  const shape = (day: Day | "" | null): MessageRef => ({ code: day === "" ? "required" : "date_shape" })
  if (!from) fields.from = shape(from)
  else if (from < today) fields.from = { code: "day_past" }
  if (!until) fields.until = shape(until)
  else if (from && until < from) fields.until = { code: "until_before_from" }
  else if (until > addMonths(today, MOST_MONTHS)) fields.until = { code: "absence_too_long" }
  return { fields, from, until }
}

type Days = { from: Day; until: Day; today: Day; deputy: string }

async function clashes(ctx: Ctx<StaffActor>, { from, until, today, deputy }: Days) {
  const known = await listAbsences(ctx, { today })
  const meets = (who: string) =>
    known.some((each) => each.staffId === who && each.fromOn <= until && each.untilOn >= from)
  const fields: Record<string, MessageRef> = {}
  if (meets(ctx.actor.accountId)) fields.from = { code: "away_already" }
  if (meets(deputy)) fields.deputy = { code: "deputy_away" }
  return fields
}

/** Ends an absence, begun or not: one's own, or a colleague's by an administrator. Throws NotFound. */
export async function endAbsence(ctx: Ctx<StaffActor>, id: string): Promise<{ id: string }> {
  if (!may(ctx.actor, "absence.declare")) throw new Forbidden()
  const own = may(ctx.actor, "staff.manage") ? undefined : eq(absences.staffId, ctx.actor.accountId)
  const ended = await ctx.db
    .update(absences)
    .set({ endedAt: ctx.now })
    .where(and(eq(absences.id, id), isNull(absences.endedAt), own))
    .returning({ id: absences.id })
  if (ended.length === 0) throw new NotFound()
  await record(ctx, "absence.ended", { subjectId: null, object: id })
  return { id }
}
