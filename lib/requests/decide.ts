import type { Ctx, StaffActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { storePlan } from "@/lib/fulfilment/store-plan"
import { keepLetter } from "@/lib/letters/keep-letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { accessPart, type Part, requesterName } from "@/lib/requests/access"
import { answerLetter } from "@/lib/requests/answer-letter"
import type { Prepared } from "@/lib/requests/propose"
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
 * An officer decides alone, where the plan can be undone and keeps nothing: a correction with its evidence, a stop. The
 * answer goes out and the plan is carried out. Throws NotAllowedNow("needs_approver") for any other plan.
 */
export async function decidePart(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number; explanation: string },
  { planning, plan }: Prepared,
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.decide", input.version)
  if (!isReversible(plan)) throw new NotAllowedNow("needs_approver")
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
