import type { Ctx, StaffActor } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { storePlan } from "@/lib/fulfilment/store-plan"
import { keepLetter } from "@/lib/letters/keep-letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { accessPart, openBeside, type Part, requesterName } from "@/lib/requests/access"
import { answerLetter } from "@/lib/requests/answer-letter"
import type { Prepared } from "@/lib/requests/propose"
import { isReviewedAfter } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

const REVERSIBLE = ["correct", "stop", "restrict", "unrestrict"] as const

/** Whether one officer may decide it alone: something is done, all of it can be undone, nothing is kept, waits or is left. */
export const isReversible = ({ operations, gaps }: PlanDraft): boolean =>
  operations.length > 0 &&
  gaps.length === 0 &&
  operations.every(
    ({ operation, ground, phase }) =>
      phase === "now" && ground === null && REVERSIBLE.some((each) => each === operation),
  )

/**
 * Whether one officer may decide a part alone: a plan that can be undone, or what an approver looks at afterwards, once
 * it is written how the case was established (rule 15).
 */
export const mayDecideAlone = ({ scope }: Pick<Part, "scope">, plan: PlanDraft): boolean =>
  isReversible(plan) || isReviewedAfter(scope)

/** Throws what keeps one officer from deciding it alone. */
export function checkAlone(part: Pick<Part, "scope">, plan: PlanDraft, explanation: string): void {
  if (!mayDecideAlone(part, plan)) throw new NotAllowedNow("needs_approver")
  if (isReviewedAfter(part.scope) && !explanation.trim())
    throw new Invalid({ explanation: { code: "established_how" } })
}

/**
 * An officer decides alone, where the plan can be undone and keeps nothing: a correction with its evidence, a stop; or where an
 * approver looks afterwards. The answer goes out and the plan is carried out. Throws NotAllowedNow("needs_approver")
 * for any other plan, and Invalid beside `explanation`.
 */
export async function decidePart(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; explanation: string },
  { planning, plan }: Prepared,
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.decide", input.version)
  checkAlone(part, plan, input.explanation)
  if ((await openBeside(ctx, part)) > 0) throw new NotAllowedNow("another_open")
  const { subjectId, requestId, editionId, number, language } = part
  const name = await requesterName(ctx, part)
  const letter = answerLetter(planning.inForce, part, {
    name,
    plan,
    refusal: null,
    explanation: input.explanation,
    by: [ctx.actor.unit],
    appUrl: ctx.appUrl,
  })
  await storePlan(ctx, part, plan)
  const moved = await movePart(ctx, part, "decide")
  await keepLetter(ctx, {
    subjectId,
    requestId,
    partId: part.id,
    kind: "decision",
    letter,
    registration: number,
    editionId,
  })
  await tell(ctx, { subjectId, language }, "answered", { number, path: `/cabinet/requests/${number}` })
  await enqueueJob(ctx, "fulfil", { part: part.id }, `fulfil:${part.id}`)
  return moved
}
