import type { WorkingCalendar } from "@/lib/deadlines/calendar"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { type ClockRules, dueDate, type Term } from "@/lib/deadlines/due-date"
import { remindersBefore } from "@/lib/deadlines/reminders"

/** How long a person is waited for where the legal profile does not say. */
export const DEFAULT_LAPSE: Term = { n: 30, unit: "calendar_days" }

/** Two reminders, this many working days before a waiting lapses. */
const REMIND_BEFORE = [10, 3]

/** `lapsesAt`: the last moment to answer; `remindOn`: the two days on which the person is reminded, fewer in a short term. */
export type Lapse = { lapsesOn: Day; lapsesAt: Date; remindOn: Day[] }

/**
 * When a part on which the person is waited for since `since` lapses, and when they are reminded. Counted as any term.
 * Whether a part may lapse at all is not asked here: a withdrawal never does. Throws as `dueDate` does.
 */
export const lapseOf = (since: Date, term: Term, calendar: WorkingCalendar, rules: ClockRules): Lapse => {
  const { dueOn, dueAt } = dueDate({ term, receivedAt: since, calendar, rules })
  const from = dayIn(since, calendar.zone)
  return { lapsesOn: dueOn, lapsesAt: dueAt, remindOn: remindersBefore(dueOn, REMIND_BEFORE, from, calendar) }
}
