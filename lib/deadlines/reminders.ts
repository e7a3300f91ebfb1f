import { type WorkingCalendar, worksByWeek } from "@/lib/deadlines/calendar"
import { addDays, type Day } from "@/lib/deadlines/day"

// A calendar without a working day is a mistake; the search ends.
const FARTHEST = 40

const stepped = (day: Day, n: number, calendar: WorkingCalendar, step: 1 | -1): Day => {
  let reached = day
  for (let left = n, idle = 0; left > 0 && idle < FARTHEST; ) {
    reached = addDays(reached, step)
    idle = worksByWeek(reached, calendar) ? 0 : idle + 1
    if (idle === 0) left -= 1
  }
  return reached
}

/** The `n`-th working day before `day` (`n` ≥ 0). A year the calendar does not hold is counted by the week alone. */
export const workingDaysBefore = (day: Day, n: number, calendar: WorkingCalendar): Day =>
  stepped(day, n, calendar, -1)

/** The `n`-th working day after `day`, counted likewise. */
export const workingDaysAfter = (day: Day, n: number, calendar: WorkingCalendar): Day =>
  stepped(day, n, calendar, 1)

/**
 * The days on which to remind before `end`: the n-th working day before it for each of `before`, in order, each once,
 * none on or before `from`.
 */
export const remindersBefore = (
  end: Day,
  before: readonly number[],
  from: Day,
  calendar: WorkingCalendar,
): Day[] => {
  const days = before.map((n) => workingDaysBefore(end, n, calendar))
  return [...new Set(days)].filter((day) => day > from && day <= end).sort()
}
