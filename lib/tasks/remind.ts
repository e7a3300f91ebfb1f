import { and, eq, isNull, lt, lte, type SQL } from "drizzle-orm"
import { sourceTasks } from "@/db/schema/source-tasks"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { addDays, type Day, dayIn } from "@/lib/deadlines/day"
import type { DutyDocument } from "@/lib/duties/duty"
import { openDuty } from "@/lib/duties/open-duty"
import { NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { tellStaff } from "@/lib/people/tell-staff"
import { inForce } from "@/lib/policy/editions"
import { numberOf } from "@/lib/tasks/desk"
import { mailTask } from "@/lib/tasks/mail"
import { type TaskRow, underlying } from "@/lib/tasks/task"
import { lapsedDuty } from "@/lib/tasks/texts"

const ROUND = 200
/** In so many days staff have to do something about somebody who does not answer. */
const DAYS = 3

const isOpen = and(isNull(sourceTasks.answeredAt), isNull(sourceTasks.droppedAt))

/**
 * Asks those once more who have not answered by the day for it, and once their day has gone by, tells the staff. Each in a
 * transaction of its own, so a round that is killed goes on where it stood.
 */
export async function remindOfTasks(house: OpenHouse): Promise<void> {
  const { remindedAt, lapsedAt, remindOn, dueOn } = sourceTasks
  await each(house, (today) => and(isOpen, isNull(remindedAt), lte(remindOn, today)), remind)
  await each(house, (today) => and(isOpen, isNull(lapsedAt), lt(dueOn, today)), lapse)
}

async function each(
  house: OpenHouse,
  which: (today: Day) => SQL | undefined,
  work: (ctx: Ctx<SystemActor>, row: TaskRow, today: Day) => Promise<void>,
): Promise<void> {
  const { today, rows } = await asWorker(house, "remind-tasks", null, async (ctx) => {
    const { policy } = await inForce(ctx.db)
    const now = dayIn(ctx.now, policy.organisation.timezone)
    const { id, subjectId } = sourceTasks
    return {
      today: now,
      rows: await ctx.db.select({ id, subjectId }).from(sourceTasks).where(which(now)).limit(ROUND),
    }
  })
  for (const { id, subjectId } of rows)
    await asWorker(house, "remind-tasks", { subject: subjectId }, async (ctx) => {
      const still = and(eq(sourceTasks.id, id), which(today))
      const [row] = await ctx.db.select().from(sourceTasks).where(still).for("update")
      if (row) await work(ctx, row, today)
    })
}

async function remind(ctx: Ctx<SystemActor>, row: TaskRow): Promise<void> {
  await ctx.db.update(sourceTasks).set({ remindedAt: ctx.now }).where(eq(sourceTasks.id, row.id))
  const found = await underlying(ctx, row).catch(goneIsNone)
  if (!found) return
  const { id, dueOn, linkUntil } = row
  const { respondent } = found.map
  if (respondent === "steward")
    return tellStaff(ctx, "steward", "steward_task_reminder", `/admin/tasks/${id}`)
  const number = await numberOf(ctx, row.requestId)
  await mailTask(ctx, "source_task_reminder", respondent, { id, number, dueOn, linkUntil })
}

/** Whoever is asked stays asked; that they do not answer is a duty of the staff from now on. */
async function lapse(ctx: Ctx<SystemActor>, row: TaskRow, today: Day): Promise<void> {
  await ctx.db.update(sourceTasks).set({ lapsedAt: ctx.now }).where(eq(sourceTasks.id, row.id))
  const found = await underlying(ctx, row).catch(goneIsNone)
  const document: DutyDocument = lapsedDuty(await numberOf(ctx, row.requestId), found?.map.title ?? null)
  const role = row.respondent === "steward" ? "officer" : "steward"
  await openDuty(ctx, { kind: "source_task", about: row.id, document, role, dueOn: addDays(today, DAYS) })
}

function goneIsNone(error: unknown): null {
  if (error instanceof NotFound) return null
  throw error
}
