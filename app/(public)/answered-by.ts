import type { Day } from "@/lib/deadlines/day"
import { dueDate } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { type ResolvedTerm, termOf } from "@/lib/policy/lookup"
import type { Profile } from "@/lib/policy/profile-schema"
import type { Policy } from "@/lib/policy/schema"

type Rules = { policy: Policy; profile: Profile; calendar: Calendar }

/** The day by which a request for erasure sent at `now` is answered, and the term that gives it. */
export const answeredBy = (
  { policy, profile, calendar }: Rules,
  now: Date,
): { on: Day; term: ResolvedTerm["term"] } => {
  const { term } = termOf({ policy, profile }, "erasure")
  const { dueOn } = dueDate({
    term,
    receivedAt: now,
    calendar: workingCalendar(calendar),
    rules: clockRules(profile.clock, policy.organisation.closingHour),
  })
  return { on: dueOn, term }
}
