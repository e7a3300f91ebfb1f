import {
  addWorkingDays,
  daysOff,
  isWorkingDay,
  type WorkingCalendar,
  workingDayFrom,
} from "@/lib/deadlines/calendar"
import { addDays, addMonths, type Day, dayIn, endOfDay, minutesIn } from "@/lib/deadlines/day"

export type TermUnit = "working_days" | "calendar_days" | "months"
export type Term = { n: number; unit: TermUnit }

/** How a legal profile counts: the first day of the term, the hour the office closes, what a day off at the end does. */
export type ClockRules = {
  firstDay: "next_day" | "same_day"
  closingHour: number | null
  rollToWorkingDay: boolean
}

/** One step of the arithmetic; plain JSON, kept with the part so that the sentence can be told again later. */
export type Step =
  | { kind: "received"; on: Day }
  | { kind: "counts_as"; on: Day }
  | { kind: "counted"; n: number; unit: TermUnit; from: Day; to: Day; daysOff: Day[] }
  | { kind: "extended"; n: number; unit: TermUnit; to: Day; daysOff: Day[] }
  | { kind: "rolled"; from: Day; to: Day }
  | { kind: "due"; on: Day }

export type DueDateInput = {
  term: Term
  receivedAt: Date
  calendar: WorkingCalendar
  rules: ClockRules
  extension?: Term
}

export type DueDate = { dueOn: Day; dueAt: Date; steps: Step[] }

// Ten years of days: a longer term is a slip of the pen in a policy.
const LONGEST_TERM = 3660

const checked = (term: Term): Term => {
  if (Number.isInteger(term.n) && term.n >= 0 && term.n <= LONGEST_TERM) return term
  throw new RangeError(`a term is a whole number from 0 to ${LONGEST_TERM}, not ${term.n}`)
}

const isAfterHours = (at: Date, on: Day, calendar: WorkingCalendar, closingHour: number): boolean => {
  if (!isWorkingDay(on, calendar)) return true
  const hour = calendar.days[on] === "short" ? closingHour - 1 : closingHour
  return minutesIn(at, calendar.zone) >= hour * 60
}

const lastDay = (start: Day, { n, unit }: Term, { firstDay }: ClockRules, calendar: WorkingCalendar): Day => {
  if (n === 0) return start
  const before = firstDay === "same_day" ? addDays(start, -1) : start
  if (unit === "months") return addMonths(before, n)
  return unit === "calendar_days" ? addDays(before, n) : addWorkingDays(before, n, calendar)
}

/**
 * When an answer is due. The day of receipt is the one on the wall in the calendar's zone; a term of 0 is due that
 * day. An extension in the term's own unit is counted as one longer term, otherwise on from the term's last day.
 * `dueAt` is the last millisecond of `dueOn` there. Throws RangeError on a term or calendar that cannot be counted.
 */
export const dueDate = ({ term, receivedAt, calendar, rules, extension }: DueDateInput): DueDate => {
  const receivedOn = dayIn(receivedAt, calendar.zone)
  const steps: Step[] = [{ kind: "received", on: receivedOn }]
  let start = receivedOn
  if (rules.closingHour !== null && isAfterHours(receivedAt, receivedOn, calendar, rules.closingHour)) {
    start = workingDayFrom(addDays(receivedOn, 1), calendar)
    steps.push({ kind: "counts_as", on: start })
  }
  const from = rules.firstDay === "next_day" && checked(term).n > 0 ? addDays(start, 1) : start
  const skipped = (unit: TermUnit, first: Day, last: Day) =>
    unit === "working_days" ? daysOff(first, last, calendar) : []
  let last = lastDay(start, checked(term), rules, calendar)
  steps.push({ kind: "counted", ...term, from, to: last, daysOff: skipped(term.unit, from, last) })
  if (extension && checked(extension).n > 0) {
    const termEnd = last
    const whole = { n: term.n + extension.n, unit: term.unit }
    last =
      extension.unit === term.unit
        ? lastDay(start, whole, rules, calendar)
        : lastDay(termEnd, extension, { ...rules, firstDay: "next_day" }, calendar)
    steps.push({ kind: "extended", ...extension, to: last, daysOff: skipped(extension.unit, termEnd, last) })
  }
  const atOnce = term.n === 0 && last === start
  if (rules.rollToWorkingDay && !atOnce && !isWorkingDay(last, calendar)) {
    const rolled = workingDayFrom(last, calendar)
    steps.push({ kind: "rolled", from: last, to: rolled })
    last = rolled
  }
  steps.push({ kind: "due", on: last })
  return { dueOn: last, dueAt: endOfDay(last, calendar.zone), steps }
}
