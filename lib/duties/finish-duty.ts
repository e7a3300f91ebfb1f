import { eq } from "drizzle-orm"
import { dutyTasks } from "@/db/schema/duties"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import type { Duty, DutyAnswers } from "@/lib/duties/duty"
import { openDuty } from "@/lib/duties/open-duty"
import { dutyToDo } from "@/lib/duties/take-duty"
import { Invalid, type MessageRef } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { inForce } from "@/lib/policy/editions"
import { hashOf } from "@/lib/policy/publish-folder"

export type DutyFinish = { duty: string; answers: Readonly<Record<string, string>>; note: string }

/**
 * A colleague answers a duty's questions and so ends it; where it comes again, the next is set, a period from today.
 * Throws Invalid beside `answers.<code>`, and as `dutyToDo`. Returns the duty's id.
 */
export async function finishDuty(
  ctx: Ctx<StaffActor>,
  { duty: id, answers: typed, note }: DutyFinish,
): Promise<string> {
  const duty = await dutyToDo(ctx, id)
  const answers = checked(duty, typed)
  await ctx.db
    .update(dutyTasks)
    .set({ answers, note: note.trim() || null, doneBy: ctx.actor.accountId, doneAt: ctx.now })
    .where(eq(dutyTasks.id, id))
  const { kind, about } = duty
  const said = Object.entries(answers).map(([code, answer]) => `${code}:${answer}`)
  const words = hashOf(duty.document).toString("hex")
  await record(ctx, "duty.done", {
    subjectId: null,
    object: id,
    payload: { kind, about, words, answers: said },
  })
  if (duty.every) await openNext(ctx, duty, duty.every)
  return id
}

async function openNext(ctx: Ctx<StaffActor>, duty: Duty, every: string): Promise<void> {
  const { policy } = await inForce(ctx.db)
  const { kind, about, document, role, assignedTo } = duty
  const dueOn = addPeriod(dayIn(ctx.now, policy.organisation.timezone), every)
  const personalTo = duty.personal && assignedTo ? { personalTo: assignedTo } : {}
  await openDuty(ctx, { kind, about, document, role, dueOn, every, ...personalTo })
}

function checked({ document }: Duty, typed: DutyFinish["answers"]): DutyAnswers {
  const fields: Record<string, MessageRef> = {}
  const answers: Record<string, "yes" | "no"> = {}
  for (const { code, must } of document.questions) {
    const answer = typed[code]
    if (answer !== "yes" && answer !== "no") fields[`answers.${code}`] = { code: "choose_one" }
    else if (must && answer !== must) fields[`answers.${code}`] = { code: "duty_must" }
    else answers[code] = answer
  }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return answers
}
