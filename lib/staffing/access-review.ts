import type { Ctx, StaffActor } from "@/lib/context"
import { type DutyFinish, finishDuty } from "@/lib/duties/finish-duty"
import { readDuty } from "@/lib/duties/list-duties"
import { Forbidden } from "@/lib/errors"
import { shutOut } from "@/lib/people/shut-out"
import { may } from "@/lib/permissions"
import { finishReview } from "@/lib/retention/review"

/** The kind of duty by which a colleague's access is confirmed or ended; it is about their account. */
export const ACCESS_REVIEW = "access_review"

/**
 * Ends any duty with its answers. In a review of access "no" shuts the colleague out; nobody reviews themselves. Throws
 * Forbidden `own_access`, and as `finishReview`. Returns the duty's id.
 */
export async function finishStaffDuty(ctx: Ctx<StaffActor>, input: DutyFinish): Promise<string> {
  const { kind, about } = await readDuty(ctx, input.duty)
  if (kind !== ACCESS_REVIEW) return finishReview(ctx, input)
  if (!may(ctx.actor, "staff.manage")) throw new Forbidden()
  if (about === ctx.actor.accountId) throw new Forbidden("own_access")
  const id = await finishDuty(ctx, input)
  if (input.answers.keep === "no") await shutOut(ctx, about)
  return id
}
