import type { Ctx, StaffActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { letterHash, letterText } from "@/lib/letters/letter-text"
import { accessPart, openBeside, requesterName } from "@/lib/requests/access"
import { answerLetter } from "@/lib/requests/answer-letter"
import { checkAlone } from "@/lib/requests/decide"
import type { Prepared, Proposal } from "@/lib/requests/propose"
import { isWithdrawn } from "@/lib/requests/scope"

/**
 * The letter a decision would send, for the page on which it is checked before it goes. `hash` binds the page to what is
 * sent afterwards. Refuses what the proposal itself would refuse, so that nobody reads a letter that cannot go.
 */
export async function previewAnswer(
  ctx: Ctx<StaffActor>,
  input: Proposal & { alone: boolean },
  { planning, plan }: Prepared,
): Promise<{ text: string; hash: string }> {
  const part = await accessPart(
    ctx,
    input.part,
    input.alone ? "request.decide" : "request.propose",
    input.version,
  )
  if (part.status !== "working") throw new NotAllowedNow()
  if (input.refusal && isWithdrawn(part)) throw new NotAllowedNow("withdrawal_never_refused")
  if ((await openBeside(ctx, part)) > 0) throw new NotAllowedNow("another_open")
  // A withdrawal and an erasure are answered whatever the sources hold (rules 2, 19).
  if (!input.refusal && plan.operations.length + plan.gaps.length === 0 && part.right === "rectification")
    throw new NotAllowedNow("nothing_to_decide")
  if (input.alone) checkAlone(part, plan, input.explanation)
  const { refusal, explanation } = input
  const letter = answerLetter(planning.inForce, part, {
    name: await requesterName(ctx, part),
    plan,
    refusal,
    explanation,
    by: [ctx.actor.unit],
    appUrl: ctx.appUrl,
  })
  return { text: letterText(letter), hash: letterHash(letter) }
}
