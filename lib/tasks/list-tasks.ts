import { asc, desc, eq, sql } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import { sourceTasks } from "@/db/schema/source-tasks"
import type { Ctx, StaffActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { recordView } from "@/lib/oversight/record-view"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"
import type { Line } from "@/lib/sources/manual/desk"
import type { ManualMap } from "@/lib/sources/manual/map"
import { numberOf } from "@/lib/tasks/desk"
import {
  answersOf,
  goneIsMissing,
  type LineAnswer,
  linesOf,
  openEvidence,
  openTold,
  openWords,
  stateOf,
  type TaskRow,
  type TaskState,
  type Told,
  taskRow,
  underlying,
  type Words,
} from "@/lib/tasks/task"
import { mayLeave } from "@/lib/uploads/scans"

/** A task in the list of everybody's: by the number of its request, without a word on whom it is about. */
export type ListedTask = {
  id: string
  source: string
  lines: Line[]
  state: TaskState
  respondent: "steward" | "outside"
  madeAt: Date
  dueOn: Day
  answeredAt: Date | null
  answers: LineAnswer[]
  number: string | null
  partId: string | null
}

const MOST = 300

const listed = (
  row: Pick<TaskRow, keyof typeof columns & keyof TaskRow>,
  today: Day,
  number: string | null,
): ListedTask => ({
  ...{ id: row.id, source: row.source, lines: linesOf(row), state: stateOf(row, today) },
  respondent: row.respondent as ListedTask["respondent"],
  ...{ madeAt: row.madeAt, dueOn: row.dueOn, answeredAt: row.answeredAt, answers: answersOf(row) },
  ...{ number, partId: row.partId },
})

const columns = {
  id: sourceTasks.id,
  source: sourceTasks.source,
  lines: sourceTasks.lines,
  respondent: sourceTasks.respondent,
  madeAt: sourceTasks.madeAt,
  dueOn: sourceTasks.dueOn,
  answeredAt: sourceTasks.answeredAt,
  answers: sourceTasks.answers,
  droppedAt: sourceTasks.droppedAt,
  retractedAt: sourceTasks.retractedAt,
  partId: sourceTasks.partId,
}

/** The tasks, those still open first and of them the first due; of one part where it is given. At most 300. Throws Forbidden. */
export async function tasksNow(
  ctx: Ctx<StaffActor>,
  partId?: string,
): Promise<{ tasks: ListedTask[]; today: Day }> {
  if (!may(ctx.actor, "task.read")) throw new Forbidden()
  const today = dayIn(ctx.now, (await inForce(ctx.db)).policy.organisation.timezone)
  const { answeredAt, droppedAt, dueOn, madeAt } = sourceTasks
  const rows = await ctx.db
    .select({ ...columns, number: requests.number })
    .from(sourceTasks)
    .leftJoin(requests, eq(requests.id, sourceTasks.requestId))
    .where(partId ? eq(sourceTasks.partId, partId) : undefined)
    .orderBy(sql`${answeredAt} is null and ${droppedAt} is null desc`, asc(dueOn), desc(madeAt))
    .limit(MOST)
  return { tasks: rows.map(({ number, ...row }) => listed(row, today, number)), today }
}

/** How many wait for the staff themselves, and how many others did not answer in time. */
export async function tasksToSee(ctx: Ctx<StaffActor>): Promise<{ mine: number; silent: number }> {
  const { tasks } = await tasksNow(ctx)
  const open = tasks.filter(({ state }) => state === "waiting" || state === "silent")
  return {
    mine: open.filter(({ respondent }) => respondent === "steward").length,
    silent: open.filter(({ respondent, state }) => respondent === "outside" && state === "silent").length,
  }
}

/** One task with all that it says of the person, whom it is written first that they were seen. */
export type OpenTask = ListedTask & {
  told: Told
  words: Words | null
  hasEvidence: boolean
  held: InForce
  map: ManualMap
}

/** Opens one task. Throws Forbidden, and NotFound, also once the case file is gone. */
export async function readTask(ctx: Ctx<StaffActor>, id: string): Promise<OpenTask> {
  if (!may(ctx.actor, "task.read")) throw new Forbidden()
  const row = await taskRow(ctx, id)
  const { held, map } = await underlying(ctx, row)
  const number = (await numberOf(ctx, row.requestId)) || null
  await recordTaskView(ctx, row, number)
  const today = dayIn(ctx.now, held.policy.organisation.timezone)
  return {
    ...listed(row, today, number),
    told: await openTold(ctx, row).catch(goneIsMissing),
    words: await openWords(ctx, row),
    hasEvidence: row.evidence !== null,
    ...{ held, map },
  }
}

async function recordTaskView(ctx: Ctx<StaffActor>, row: TaskRow, number: string | null): Promise<void> {
  const categories = [...new Set(linesOf(row).map(({ category }) => category))]
  const reason = number ? null : "Task of a source that people keep"
  await recordView(ctx, { subjectId: row.subjectId, categories, requestNumber: number, reason }, "task.read")
}

/** What was sent to prove an answer, as a file; the view of the person is written first. Throws Forbidden, NotFound. */
export async function taskEvidence(ctx: Ctx<StaffActor>, id: string) {
  if (!may(ctx.actor, "task.read")) throw new Forbidden()
  const row = await taskRow(ctx, id)
  if (row.evidence === null) throw new NotFound()
  await mayLeave(ctx, id)
  await recordTaskView(ctx, row, await numberOf(ctx, row.requestId))
  const { bytes, mediaType } = (await openEvidence(ctx, row)) ?? noFile()
  return { bytes, mediaType, name: `evidence-${id.slice(0, 8)}.${mediaType.split("/").at(-1)}` }
}

function noFile(): never {
  throw new NotFound()
}
