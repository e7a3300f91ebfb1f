import type { Change } from "@/lib/calendar/changes"
import { addDays, type Day, dayIn, instantIn } from "@/lib/deadlines/day"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { InForce } from "@/lib/policy/editions"
import { termOf } from "@/lib/policy/lookup"
import type { Right } from "@/lib/policy/rights-schema"
import type { Term } from "@/lib/policy/text-schema"
import { dueOnOf } from "@/lib/requests/offers"

/** When a request received on `receivedOn` would be answered under two calendars; null: its year is not entered. */
export type Sample = { right: Right; term: Term; receivedOn: Day; before: Day | null; after: Day | null }

const NOON = 12 * 60

/**
 * Sample requests counted under the calendar in force and under its draft: one received today, and one received on the
 * eve of the first day to come that changes. The right is the policy's first that is answered in working days.
 */
export function previewOf(
  inForce: Pick<InForce, "policy" | "profile" | "calendar">,
  draft: Calendar,
  changes: readonly Change[],
  now: Date,
): Sample[] {
  const { policy, calendar } = inForce
  const right = policy.rights.find(({ code }) => termOf(inForce, code).term.unit === "working_days")
  if (!right) return []
  const { term } = termOf(inForce, right.code)
  const today = dayIn(now, calendar.zone)
  const coming = changes.flatMap((change) => ("date" in change && change.date > today ? [change.date] : []))
  const days = [
    today,
    ...coming
      .sort()
      .slice(0, 1)
      .map((date) => addDays(date, -1)),
  ]
  return [...new Set(days)].map((receivedOn) => {
    const at = instantIn(receivedOn, NOON, calendar.zone)
    const before = dueOnOf(inForce, right, at)
    return { right, term, receivedOn, before, after: dueOnOf({ ...inForce, calendar: draft }, right, at) }
  })
}
