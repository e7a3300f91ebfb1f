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

/** What raises an alert: the rule, the views it is about and, where that is the point, at whom. */
export type Unusual = { rule: AlertRule; since: Date; subjectId?: string; caseless?: boolean }

/** Holds a view about to be written against the policy's rules of looking; to be raised once it is written. */
export async function lookOut(
  ctx: Ctx<StaffActor>,
  inForce: InForce,
  view: { subjectId: string; requestId: string | null },
): Promise<Unusual[]> {
  const { looking } = inForce.policy
  if (!looking) return []
  const { manyPeople, noCase, night } = looking
  const since = (hours: number) => new Date(ctx.now.getTime() - hours * HOUR)
  const [many, alone] = [since(manyPeople?.hours ?? 0), since(noCase?.hours ?? 0)]
  const seen = await peopleSeen(ctx, view, many, alone)
  return [
    ...(night && isNight(inForce, night, ctx.now) ? [{ rule: "night" as const, since: ctx.now }] : []),
    ...(manyPeople && seen.many > manyPeople.people ? [{ rule: "many_people" as const, since: many }] : []),
    ...(noCase && seen.alone > noCase.people
      ? [{ rule: "no_case" as const, since: alone, caseless: true }]
      : []),
  ]
}

/** The actor tried to see themselves or a relative, or had seen somebody whom they declare now: within a year. */
export async function lookedAtRelative(ctx: Ctx<StaffActor>, subjectId: string): Promise<void> {
  const { looking } = (await inForceNow(ctx.db)).policy
  if (looking?.relatives)
    await raise(ctx, { rule: "relatives", subjectId, since: new Date(ctx.now.getTime() - YEAR) })
}

/** How many people the actor saw since then, this one among them. */
async function peopleSeen(
  ctx: Ctx<StaffActor>,
  { subjectId, requestId }: { subjectId: string; requestId: string | null },
  many: Date,
  alone: Date,
) {
  const from = many < alone ? many : alone
  const { rows } = await ctx.db.execute<{ many: string; alone: string }>(sql`
    select count(distinct subject_id) filter (where at > ${many.toISOString()}) as many,
      count(distinct subject_id) filter (where at > ${alone.toISOString()} and request_id is null) as alone
    from views where staff_id = ${ctx.actor.accountId} and at > ${from.toISOString()} and subject_id <> ${subjectId}`)
  return { many: Number(rows[0]?.many) + 1, alone: requestId ? 0 : Number(rows[0]?.alone) + 1 }
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

/** Raises an alert to the auditors, or adds to the one that stands open for the same. Whoever looked is not told. */
export async function raise(
  ctx: Ctx<StaffActor>,
  { rule, since, subjectId, caseless = false }: Unusual,
): Promise<void> {
  const { rows } = await ctx.db.execute<{ id: string | null }>(
    sql`select guard.raise_alert(${rule}, ${subjectId ?? null}::uuid, ${since.toISOString()}::timestamptz, ${caseless}) as id`,
  )
  const id = rows[0]?.id
  if (!id) return
  await record(ctx, "alert.raised", { subjectId: null, object: id })
  await enqueueJob(ctx, "tell-auditors", { alert: id }, `tell-auditors:${id}`)
}
