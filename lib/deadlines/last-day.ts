import { nthWorkingAfter, type WorkingCalendar, workingBetween } from "@/lib/deadlines/calendar"
import { addMonths, dayNumber, dayOfNumber } from "@/lib/deadlines/day"
import type { ClockRules, Term } from "@/lib/deadlines/due-date"
import { type Counting, everyDay, reach, type Stretch } from "@/lib/deadlines/pauses"
import { LONGEST_TERM, TermRefused } from "@/lib/deadlines/refusals"

/** The term itself when it can be counted. Throws TermRefused. */
export const checkedTerm = (term: Term): Term => {
  if (Number.isInteger(term.n) && term.n >= 1 && term.n <= LONGEST_TERM) return term
  throw new TermRefused(term.n)
}

/** What a term is counted in: the calendar, where the term stands, whether its first day is the day of receipt. */
export type Counter = {
  calendar: WorkingCalendar
  standing: readonly Stretch[]
  firstDay: ClockRules["firstDay"]
}

/**
 * How many days `n` months are that begin after the day `before`: up to the same date, or, when the day of receipt is
 * itself the first, up to the day before it.
 */
const daysOfMonths = (before: number, n: number, firstDay: ClockRules["firstDay"]): number => {
  if (firstDay === "next_day") return dayNumber(addMonths(dayOfNumber(before), n)) - before
  const first = dayOfNumber(before + 1)
  const same = addMonths(first, n)
  return dayNumber(same) - before - (same.slice(8) === first.slice(8) ? 1 : 0)
}

/** The number of the last day of a term that begins after the day `before`. Throws CalendarYearMissing. */
export const lastDay = (
  before: number,
  { n, unit }: Term,
  { calendar, standing, firstDay }: Counter,
): number => {
  const workingDays: Counting = {
    between: (from, to) => workingBetween(from, to, calendar),
    nthAfter: (after, count) => nthWorkingAfter(after, count, calendar),
  }
  if (unit === "working_days") return reach(before, n, workingDays, standing)
  const days = unit === "months" ? daysOfMonths(before, n, firstDay) : n
  return reach(before, days, everyDay, standing)
}

/** The first working day on or after `end` on which the term does not stand. Throws CalendarYearMissing. */
export const rolled = (end: number, counter: Counter): number => {
  const { calendar, standing } = counter
  const day = nthWorkingAfter(end - 1, 1, calendar)
  const hold = standing.find(({ from, to }) => from <= day && day < to)
  return hold && day !== end ? rolled(hold.to, counter) : day
}
