import { type WorkingCalendar, worksByWeek } from "@/lib/deadlines/calendar"
import { addDays, type Day, dayIn } from "@/lib/deadlines/day"

const workingDaysAfter = (from: Day, to: Day, calendar: WorkingCalendar): number => {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1))
    if (worksByWeek(day, calendar)) count += 1
  return count
}

/**
 * Working days left to answer, today not counted: 0 when only today is left, negative once the day is over (at
 * least -1, even if only days off have passed since). A figure for a screen: a year the calendar does not hold is
 * counted by the week alone.
 */
export const workingDaysLeft = (now: Date, dueOn: Day, calendar: WorkingCalendar): number => {
  const today = dayIn(now, calendar.zone)
  if (today <= dueOn) return workingDaysAfter(today, dueOn, calendar)
  return Math.min(-1, -workingDaysAfter(dueOn, today, calendar))
}
