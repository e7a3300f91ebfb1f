import { sql } from "drizzle-orm"
import type { Ctx, StaffActor } from "@/lib/context"
import { worksByWeek } from "@/lib/deadlines/calendar"
import { dayIn } from "@/lib/deadlines/day"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { formatTime } from "@/lib/format/date"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"

export type AlertRule = "many_people" | "no_case" | "relatives" | "night"

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

/**
 * Holds a view just written against the policy's rules of looking: what is unusual raises an alert to the auditors in the
 * same transaction, or joins the one that stands open. Whoever looked is not told.
 */
export async function lookOut(ctx: Ctx<StaffActor>): Promise<void> {
  const inForce = await inForceNow(ctx.db)
  const { looking } = inForce.policy
  if (!looking) return
  if (looking.night && isNight(inForce, looking.night, ctx.now)) await raise(ctx, "night", { since: ctx.now })
  const { manyPeople, noCase } = looking
  const since = (hours: number) => new Date(ctx.now.getTime() - hours * HOUR)
  const [many, alone] = [since(manyPeople?.hours ?? 0), since(noCase?.hours ?? 0)]
  const seen = await peopleSeen(ctx, many, alone)
  if (manyPeople && seen.many > manyPeople.people) await raise(ctx, "many_people", { since: many })
  if (noCase && seen.alone > noCase.people) await raise(ctx, "no_case", { since: alone, caseless: true })
}

/** The actor tried to see themselves or a relative, or had seen somebody whom they declare now: within a year. */
export async function lookedAtRelative(ctx: Ctx<StaffActor>, subjectId: string): Promise<void> {
  const { looking } = (await inForceNow(ctx.db)).policy
  if (looking?.relatives)
    await raise(ctx, "relatives", { subjectId, since: new Date(ctx.now.getTime() - YEAR) })
}

async function peopleSeen(ctx: Ctx<StaffActor>, many: Date, alone: Date) {
  const from = many < alone ? many : alone
  const { rows } = await ctx.db.execute<{ many: string; alone: string }>(sql`
    select count(distinct subject_id) filter (where at > ${many.toISOString()}) as many,
      count(distinct subject_id) filter (where at > ${alone.toISOString()} and request_id is null) as alone
    from views where staff_id = ${ctx.actor.accountId} and at > ${from.toISOString()}`)
  return { many: Number(rows[0]?.many), alone: Number(rows[0]?.alone) }
}

/** Outside the hours, or on a day off; in a year the calendar does not hold, by the week. */
export function isNight(
  { policy, calendar }: InForce,
  hours: { from: string; to: string },
  now: Date,
): boolean {
  const time = formatTime(now)
  const isOff = !worksByWeek(dayIn(now, policy.organisation.timezone), workingCalendar(calendar))
  return isOff || time < hours.from || time >= hours.to
}

async function raise(
  ctx: Ctx<StaffActor>,
  rule: AlertRule,
  about: { since: Date; subjectId?: string; caseless?: boolean },
): Promise<void> {
  const { subjectId = null, since, caseless = false } = about
  const { rows } = await ctx.db.execute<{ id: string | null }>(
    sql`select guard.raise_alert(${rule}, ${subjectId}::uuid, ${since.toISOString()}::timestamptz, ${caseless}) as id`,
  )
  const id = rows[0]?.id
  if (!id) return
  await record(ctx, "alert.raised", { subjectId: null, object: id })
  await enqueueJob(ctx, "tell-auditors", { alert: id }, `tell-auditors:${id}`)
}
