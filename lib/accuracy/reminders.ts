import { eq, sql } from "drizzle-orm"
import { accuracyReminders } from "@/db/schema/accuracy"
import { askedOf } from "@/lib/accuracy/asked"
import { asWorker, type Ctx, type SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { localeOf } from "@/lib/people/locale-of"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/** People looked at in one round. */
const ROUND = 1000

/** Whether the person gets reminders by message. */
export async function isReminded(ctx: Ctx<SubjectActor>): Promise<boolean> {
  const [row] = await ctx.db
    .select({ mutedAt: accuracyReminders.mutedAt })
    .from(accuracyReminders)
    .where(eq(accuracyReminders.subjectId, ctx.actor.subjectId))
  return !row?.mutedAt
}

/** The person switches reminders by message off or on; the cabinet goes on asking. Throws Forbidden. Returns null. */
export async function switchReminders(ctx: Ctx<SubjectActor>, { on }: { on: boolean }): Promise<null> {
  if (!may(ctx.actor, "data.remind")) throw new Forbidden()
  const mutedAt = on ? null : ctx.now
  await ctx.db
    .insert(accuracyReminders)
    .values({ subjectId: ctx.actor.subjectId, mutedAt })
    .onConflictDoUpdate({ target: accuracyReminders.subjectId, set: { mutedAt } })
  return null
}

/** The round: a job for each person whose interval has passed, where the policy has one. */
export const remindPeople = (house: OpenHouse): Promise<void> =>
  asWorker(house, "remind-people", null, async (ctx) => {
    const every = (await inForce(ctx.db)).policy.accuracy?.confirm?.every
    if (!every) return
    const { rows } = await ctx.db.execute<{ id: string }>(
      sql`select id from guard.people_to_remind(${every}::interval, ${ROUND}) as id`,
    )
    for (const { id } of rows) await enqueueJob(ctx, "remind-person", { subject: id }, `remind-person:${id}`)
  })

/**
 * Asks one person by message whether their data is still right, once in an interval. Who has answered everything within
 * it is asked an interval after their earliest answer instead. Run again it tells nobody twice.
 */
export const remindPerson = (house: OpenHouse, subjectId: string): Promise<void> =>
  asWorker(house, "remind-person", { subject: subjectId }, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`remind/${subjectId}`}, 0))`)
    const asked = await askedOf(ctx, subjectId)
    if (!asked || !(await isTime(ctx, subjectId, asked.rule.every))) return
    const isDue = asked.categories.some(({ due }) => due)
    const said = asked.categories.flatMap(({ saidAt }) => saidAt ?? [])
    const askedAt = isDue ? ctx.now : new Date(Math.min(...said.map(Number)))
    await ctx.db
      .insert(accuracyReminders)
      .values({ subjectId, askedAt })
      .onConflictDoUpdate({ target: accuracyReminders.subjectId, set: { askedAt } })
    if (isDue)
      await tell(ctx, { subjectId, language: await localeOf(ctx, subjectId) }, "still_right", {
        path: "/cabinet/data",
      })
  })

async function isTime(ctx: Ctx, subjectId: string, every: string): Promise<boolean> {
  const { rows } = await ctx.db.execute<{ time: boolean }>(sql`
    select r.muted_at is null and coalesce(r.asked_at, a.created_at) + ${every}::interval <= now() as time
    from accounts a left join accuracy_reminders r on r.subject_id = a.subject_id
    where a.subject_id = ${subjectId} and a.disabled_at is null`)
  return rows[0]?.time ?? false
}
