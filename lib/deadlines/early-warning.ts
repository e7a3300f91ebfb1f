import { isWorkingDay, type WorkingCalendar } from "@/lib/deadlines/calendar"
import { addDays, type Day } from "@/lib/deadlines/day"
import type { Step } from "@/lib/deadlines/due-date"

const WORKING_DAYS_BEFORE = 2

const workingDaysBefore = (day: Day, n: number, from: Day, calendar: WorkingCalendar): Day => {
  let reached = day
  for (let left = n; left > 0 && reached >= from; ) {
    reached = addDays(reached, -1)
    if (isWorkingDay(reached, calendar)) left -= 1
  }
  return reached
}

/**
 * The day from which a part is shown as urgent. A term in working days warns when the same number of calendar days
 * has run out (the stricter reading of "seven days", Law 58); other terms two working days before the end. Never
 * before the term begins, never after it ends.
 */
export const earlyWarningOn = (steps: readonly Step[], calendar: WorkingCalendar): Day => {
  const counted = steps.find((step) => step.kind === "counted")
  const due = steps.find((step) => step.kind === "due")
  if (!counted || !due) throw new RangeError("steps without a term or a due date")
  const extended = steps.some((step) => step.kind === "extended")
  const warning =
    counted.unit === "working_days" && counted.n > 0 && !extended
      ? addDays(counted.from, counted.n - 1)
      : workingDaysBefore(due.on, WORKING_DAYS_BEFORE, counted.from, calendar)
  if (warning < counted.from) return counted.from < due.on ? counted.from : due.on
  return warning < due.on ? warning : due.on
}
