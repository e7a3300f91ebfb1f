import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import type { TypedDay } from "@/lib/deadlines/typed-day"
import { Invalid, type MessageRef } from "@/lib/errors"
import { recordView, type ViewReason } from "@/lib/oversight/record-view"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { secrecyGiven } from "@/lib/requests/secrecy-given"

/**
 * Writes the view of a person about to be opened. `secrecy` is the ground under which the person is not shown it, "" where
 * they are; then it is said in words why, and looked at again by `review`. Returns the view's id. Throws as recordView,
 * and Invalid beside `secrecy`, `review` and `reason`.
 */
export async function lookAtPerson(
  ctx: Ctx<StaffActor>,
  input: Omit<ViewReason, "withheld"> & {
    subjectId: string
    categories: readonly string[]
    secrecy: string
    review: TypedDay
  },
): Promise<string> {
  const { secrecy, review, ...view } = input
  const fields: Record<string, MessageRef> = {}
  const inForce = await inForceNow(ctx.db)
  const withheld = secrecyGiven(
    fields,
    inForce,
    { secrecy, review },
    dayIn(ctx.now, inForce.policy.organisation.timezone),
  )
  if (secrecy && !view.reason) fields.reason = { code: "required" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return recordView(ctx, { ...view, withheld })
}
