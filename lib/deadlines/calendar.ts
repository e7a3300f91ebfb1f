import { addDays, type Day, weekday } from "@/lib/deadlines/day"

/**
 * The working calendar terms are counted in. `weekend` holds ISO weekdays (1 Monday … 7 Sunday); `days` names the
 * dates that depart from the week: a holiday ("off"), a moved working day ("working"), a working day that ends an
 * hour early ("short").
 */
export type WorkingCalendar = {
  zone: string
  weekend: readonly number[]
  days: Readonly<Record<Day, "off" | "working" | "short">>
}

// Longer than any holiday: a calendar that shows no working day for a year is a mistake, not a holiday.
const LONGEST_BREAK = 366

/** Whether people work on that day, shortened or not. */
export const isWorkingDay = (day: Day, calendar: WorkingCalendar): boolean => {
  const named = calendar.days[day]
  return named ? named !== "off" : !calendar.weekend.includes(weekday(day))
}

/** The first working day on or after `day`. Throws RangeError when the calendar has none within a year. */
export const workingDayFrom = (day: Day, calendar: WorkingCalendar): Day => {
  for (let i = 0; i <= LONGEST_BREAK; i += 1) {
    const candidate = addDays(day, i)
    if (isWorkingDay(candidate, calendar)) return candidate
  }
  throw new RangeError(`the calendar has no working day within a year of ${day}`)
}

/** The `n`-th working day after `day` (`n` ≥ 0; 0 gives `day` itself, working or not). */
export const addWorkingDays = (day: Day, n: number, calendar: WorkingCalendar): Day => {
  let reached = day
  for (let i = 0; i < n; i += 1) reached = workingDayFrom(addDays(reached, 1), calendar)
  return reached
}

/** The days without work from `from` to `to`, both included. */
export const daysOff = (from: Day, to: Day, calendar: WorkingCalendar): Day[] => {
  const off: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) if (!isWorkingDay(day, calendar)) off.push(day)
  return off
}
