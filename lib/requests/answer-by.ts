import { type DueDate, dueDate } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import type { InForce } from "@/lib/policy/editions"
import { termOf } from "@/lib/policy/lookup"
import type { RightCode } from "@/lib/policy/rights-schema"

/** By when a request of this right is answered if it is received at this instant. Throws as dueDate does. */
export const answerBy = (
  inForce: Pick<InForce, "policy" | "profile" | "calendar">,
  right: RightCode,
  receivedAt: Date,
): DueDate =>
  dueDate({
    term: termOf(inForce, right).term,
    receivedAt,
    calendar: workingCalendar(inForce.calendar),
    rules: clockRules(inForce.profile.clock, inForce.policy.organisation.closingHour),
  })
