import type { WorkingCalendar } from "@/lib/deadlines/calendar"
import { type Day, dayNumber, dayOfNumber } from "@/lib/deadlines/day"
import type { Step } from "@/lib/deadlines/due-date"
import { everyDay, reach } from "@/lib/deadlines/pauses"
import { workingDaysBefore } from "@/lib/deadlines/reminders"

const WORKING_DAYS_BEFORE = 2

/**
 * The day from which a part is shown as urgent. A term in working days warns when the same number of calendar days
 * has run out (the stricter reading of "seven days", Law 58), those on which it stood left out; other terms two
 * working days before the end. Never before the term begins, never after it ends.
 */
export const earlyWarningOn = (steps: readonly Step[], calendar: WorkingCalendar): Day => {
  const counted = steps.find((step) => step.kind === "counted")
  const due = steps.find((step) => step.kind === "due")
  if (!counted || !due) throw new RangeError("steps without a term or a due date")
  const isExtended = steps.some(({ kind }) => kind === "extended" || kind === "extended_to")
  const standing = steps.flatMap((step) =>
    step.kind === "paused" ? [{ from: dayNumber(step.from), to: dayNumber(step.to) }] : [],
  )
  const warning =
    counted.unit === "working_days" && counted.n > 0 && !isExtended
      ? dayOfNumber(reach(dayNumber(counted.from) - 1, counted.n, everyDay, standing))
      : workingDaysBefore(due.on, WORKING_DAYS_BEFORE, calendar)
  if (warning < counted.from) return counted.from < due.on ? counted.from : due.on
  return warning < due.on ? warning : due.on
}
