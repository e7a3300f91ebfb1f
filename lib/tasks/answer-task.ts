import { eq } from "drizzle-orm"
import { sourceTasks } from "@/db/schema/source-tasks"
import type { Ctx, StaffActor, SystemActor } from "@/lib/context"
import { Forbidden, Invalid, type MessageRef, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { may } from "@/lib/permissions"
import { ANSWERS, type Answer, type Line } from "@/lib/sources/manual/desk"
import type { ManualMap } from "@/lib/sources/manual/map"
import {
  type LineAnswer,
  linesOf,
  sealEvidence,
  sealWords,
  type TaskRow,
  taskRow,
  underlying,
} from "@/lib/tasks/task"
import type { Received } from "@/lib/uploads/receive-file"
import { noteUpload } from "@/lib/uploads/scans"

/** The answer to one line as it was typed; lines are counted from nought. */
export type Typed = { answer: string; count: string; ground: string; words: string }
export type TaskAnswer = { task: string; lines: readonly Typed[]; by: string; evidence: Received | null }

const MOST = 1_000_000

/**
 * Keeps what was answered to a task, once, and lets the work that waited for it go on. Throws Invalid beside `answer.0`,
 * `count.0`, `ground.0`, `words.0` and `by`, and NotAllowedNow where it was answered or dropped before.
 */
export async function keepTaskAnswer(
  ctx: Ctx<SystemActor | StaffActor>,
  { task, lines: typed, by, evidence }: TaskAnswer,
): Promise<TaskRow> {
  const row = await taskRow(ctx, task, true)
  if (row.answeredAt) throw new NotAllowedNow("task_answered")
  if (row.droppedAt) throw new NotAllowedNow("task_dropped")
  const { map } = await underlying(ctx, row)
  const lines = linesOf(row)
  const answers = checked(map, lines, typed, by)
  const words = Object.fromEntries(lines.map(({ mark }, i) => [mark, typed[i]?.words.trim() ?? ""]))
  await ctx.db
    .update(sourceTasks)
    .set({
      answeredAt: ctx.now,
      answers,
      answerCell: await sealWords(ctx, row, { by: by.trim(), words }),
      ...(ctx.actor.kind === "staff" && { answeredBy: ctx.actor.accountId }),
      ...(evidence && {
        evidence: await sealEvidence(ctx, row, evidence.bytes),
        evidenceType: evidence.mediaType,
        evidenceHash: evidence.hash,
      }),
    })
    .where(eq(sourceTasks.id, task))
  if (evidence) await noteUpload(ctx, { id: task, place: "task", scan: evidence.scan })
  const { subjectId, source, partId } = row
  const said = answers.map(({ answer, ground }, i) =>
    [lines[i]?.op, lines[i]?.category, answer, ground ?? ""].join(":"),
  )
  const proof = evidence ? evidence.hash.toString("hex") : null
  await record(ctx, "task.answered", { subjectId, object: task, payload: { source, said, evidence: proof } })
  if (partId) await enqueueJob(ctx, "fulfil", { part: partId }, `fulfil:${partId}`)
  return row
}

function checked(map: ManualMap, lines: readonly Line[], typed: readonly Typed[], by: string): LineAnswer[] {
  const fields: Record<string, MessageRef> = {}
  const answers = lines.flatMap(({ mark, op }, i): LineAnswer[] => {
    const { answer = "", count = "", ground = "", words = "" } = typed[i] ?? {}
    if (!isAnswer(answer)) {
      fields[`answer.${i}`] = { code: "choose_one" }
      return []
    }
    if (answer === "exception") {
      if (!map.exceptions.includes(ground)) fields[`ground.${i}`] = { code: "choose_one" }
      if (!words.trim()) fields[`words.${i}`] = { code: "required" }
      return [{ mark, answer, count: 0, ground }]
    }
    if (answer === "not_found" || op !== "erase") return [{ mark, answer, count: 0, ground: null }]
    const papers = /^\d{1,7}$/.test(count.trim()) ? Number(count) : 0
    if (papers < 1 || papers > MOST)
      fields[`count.${i}`] = { code: "whole_number", values: { min: 1, max: MOST } }
    return [{ mark, answer, count: papers, ground: null }]
  })
  if (!by.trim()) fields.by = { code: "required" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return answers
}

const isAnswer = (answer: string): answer is Answer => (ANSWERS as readonly string[]).includes(answer)

/** A colleague answers a task for those who keep the data, or for whoever told them. Throws as above, and Forbidden. */
export async function answerTask(ctx: Ctx<StaffActor>, answer: TaskAnswer): Promise<string> {
  if (!may(ctx.actor, "task.answer")) throw new Forbidden()
  return (await keepTaskAnswer(ctx, answer)).id
}

/** What was stated turned out not to be so: it counts no more, and the next reading finds the data held. */
export async function retractAnswer(ctx: Ctx<StaffActor>, { task }: { task: string }): Promise<string> {
  if (!may(ctx.actor, "task.answer")) throw new Forbidden()
  const row = await taskRow(ctx, task, true)
  if (!row.answeredAt || row.retractedAt) throw new NotAllowedNow("task_not_answered")
  await ctx.db
    .update(sourceTasks)
    .set({ retractedAt: ctx.now, retractedBy: ctx.actor.accountId })
    .where(eq(sourceTasks.id, task))
  const { subjectId, source } = row
  await record(ctx, "task.retracted", { subjectId, object: task, payload: { source } })
  return task
}
