import { and, desc, eq, isNull, sql } from "drizzle-orm"
import { dutyTasks } from "@/db/schema/duties"
import { trainings } from "@/db/schema/trainings"
import { asWorker, type Ctx, type StaffRole, type SystemActor } from "@/lib/context"
import { addDays, type Day, dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import type { DutyDocument } from "@/lib/duties/duty"
import { openDuty } from "@/lib/duties/open-duty"
import type { OpenHouse } from "@/lib/house"
import type { AccessReview } from "@/lib/policy/access-review-schema"
import { inForce } from "@/lib/policy/editions"
import { ACCESS_REVIEW } from "@/lib/staffing/access-review"
import { TRAINING } from "@/lib/staffing/trainings"

/** How many days whoever joined after a training was due has for it. */
const JOINED = 14

type Member = { id: string; name: string; role: StaffRole; outside: boolean; since: Day }

/**
 * Sets what the staff still lack: a training for whoever joined after it was published, and the next review of each
 * colleague's access where the policy has them. What is set already stays.
 */
export const staffRound = (house: OpenHouse): Promise<void> =>
  asWorker(house, "staff-round", null, async (ctx) => {
    const { policy } = await inForce(ctx.db)
    const zone = policy.organisation.timezone
    const today = dayIn(ctx.now, zone)
    const members = await membersNow(ctx, zone)
    await setTrainings(ctx, members, today)
    if (policy.accessReview) await setReviews(ctx, members, policy.accessReview, zone)
  })

async function membersNow(ctx: Ctx<SystemActor>, zone: string): Promise<Member[]> {
  const { rows } = await ctx.db.execute<Omit<Member, "since"> & { since: string }>(
    sql`select staff_id as id, name, role, outside, since from guard.staff_now()`,
  )
  return rows.map((row) => ({ ...row, since: dayIn(new Date(row.since), zone) }))
}

async function setTrainings(ctx: Ctx<SystemActor>, members: readonly Member[], today: Day): Promise<void> {
  for (const { id: about, roles, document, dueOn } of await ctx.db.select().from(trainings)) {
    const set = await ctx.db
      .select({ whose: dutyTasks.assignedTo })
      .from(dutyTasks)
      .where(and(eq(dutyTasks.kind, TRAINING), eq(dutyTasks.about, about)))
    const has = new Set(set.map(({ whose }) => whose))
    const due = dueOn >= today ? dueOn : addDays(today, JOINED)
    for (const { id, role, outside } of members)
      if (!outside && roles.includes(role) && !has.has(id))
        await openDuty(ctx, {
          ...{ kind: TRAINING, about, document: document as DutyDocument, role, dueOn: due },
          personalTo: id,
        })
  }
}

async function setReviews(
  ctx: Ctx<SystemActor>,
  members: readonly Member[],
  review: AccessReview,
  zone: string,
): Promise<void> {
  const done = await ctx.db
    .selectDistinctOn([dutyTasks.about], { about: dutyTasks.about, at: dutyTasks.doneAt })
    .from(dutyTasks)
    .where(and(eq(dutyTasks.kind, ACCESS_REVIEW), isNull(dutyTasks.droppedAt), sql`done_at is not null`))
    .orderBy(dutyTasks.about, desc(dutyTasks.doneAt))
  const last = new Map(done.map(({ about, at }) => [about, at]))
  for (const member of members) {
    const at = last.get(member.id)
    const dueOn = addPeriod(at ? dayIn(at, zone) : member.since, review.every)
    const document = reviewOf(review, member)
    await openDuty(ctx, { kind: ACCESS_REVIEW, about: member.id, document, role: "administrator", dueOn })
  }
}

const reviewOf = ({ title, text, question, cites }: AccessReview, { name }: Member): DutyDocument => ({
  title: { ky: `${title.ky}: ${name}`, ru: `${title.ru}: ${name}`, en: `${title.en}: ${name}` },
  lead: text,
  questions: [{ code: "keep", text: question, cites }],
})
