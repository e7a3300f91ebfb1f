import type { Day } from "@/lib/deadlines/day"
import { CalendarYearMissing } from "@/lib/deadlines/refusals"
import type { InForce } from "@/lib/policy/editions"
import { type Capacity, rightsFor } from "@/lib/policy/lookup"
import type { Asker, Right } from "@/lib/policy/rights-schema"
import { answerBy } from "@/lib/requests/answer-by"

/** A right, and by when it would be answered if it were asked now; null while the calendar lacks the year. */
export type Offer = { right: Right; dueOn: Day | null }

/** The rights of the policy that somebody in this capacity may ask for, in its order. */
export const offersOf = (inForce: InForce, now: Date, asker: Asker | Capacity = "subject"): Offer[] =>
  rightsFor(inForce.policy, asker).map((right) => ({ right, dueOn: dueOnOf(inForce, right, now) }))

/** By when a right would be answered if it were asked now; null while the calendar lacks the year. */
export function dueOnOf(inForce: Parameters<typeof answerBy>[0], { code }: Right, now: Date): Day | null {
  try {
    return answerBy(inForce, code, now).dueOn
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null
    throw error
  }
}
