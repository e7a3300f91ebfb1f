import { daysOff, isWorkingDay, type WorkingCalendar, workingDayFrom } from "@/lib/deadlines/calendar"
import { addDays, type Day, dayIn, dayNumber, dayOfNumber, endOfDay, minutesIn } from "@/lib/deadlines/day"
import { type Counter, checkedTerm, lastDay, rolled } from "@/lib/deadlines/last-day"
import { everyDay, heldUp, type Pause, reach, type Stretch, stretchesOf } from "@/lib/deadlines/pauses"

export type TermUnit = "working_days" | "calendar_days" | "months"
export type Term = { n: number; unit: TermUnit }

/**
 * How a legal profile counts: the first day of the term, the hour the office closes (null: it does not matter), what
 * a day off at the end does, whether waiting for the person stops the term.
 */
export type ClockRules = {
  firstDay: "next_day" | "same_day"
  closingHour: number | null
  rollToWorkingDay: boolean
  pausesCount: boolean
}

/** An extension by a term, or to a day that the notice names. */
export type Extension = Term | { until: Day }

/**
 * One step of the arithmetic; plain JSON, kept with the part so that the sentence can be told again later. `paused`
 * and `standing` end on the day before `to`; `waited` is a waiting that did not stop the term. Steps stored before
 * holidays were told apart have none.
 */
export type Step =
  | { kind: "received"; on: Day }
  | { kind: "reopened"; on: Day }
  | { kind: "found"; on: Day }
  | { kind: "counts_as"; on: Day }
  | { kind: "counted"; n: number; unit: TermUnit; from: Day; to: Day; daysOff: Day[]; holidays?: Day[] }
  | { kind: "paused"; from: Day; to: Day }
  | { kind: "standing"; from: Day }
  | { kind: "waited"; from: Day; to: Day | null }
  | { kind: "extended"; n: number; unit: TermUnit; to: Day; daysOff: Day[]; holidays?: Day[] }
  | { kind: "extended_to"; to: Day }
  | { kind: "rolled"; from: Day; to: Day }
  | { kind: "due"; on: Day }
  | { kind: "tell_by"; on: Day }

/**
 * `asOf`: the day up to which a pause without an end is counted; without it the date is the earliest possible one.
 * `reopened`: what lapsed was opened again at `receivedAt`, and its term begins anew.
 */
export type DueDateInput = {
  term: Term
  receivedAt: Date
  reopened?: boolean | undefined
  calendar: WorkingCalendar
  rules: ClockRules
  extension?: Extension | undefined
  pauses?: readonly Pause[] | undefined
  asOf?: Day | undefined
}

/** `isStanding`: the term stands now, so that the date moves on with every day of waiting. */
export type DueDate = { dueOn: Day; dueAt: Date; isStanding: boolean; steps: Step[] }

const isAfterHours = (at: Date, on: Day, calendar: WorkingCalendar, closingHour: number): boolean => {
  if (!isWorkingDay(on, calendar)) return true
  const hour = calendar.days[on] === "short" ? closingHour - 1 : closingHour
  return minutesIn(at, calendar.zone) >= hour * 60
}

const skipped = (unit: TermUnit, from: number, to: number, calendar: WorkingCalendar) =>
  unit === "working_days" ? daysOff(from, to, calendar) : { daysOff: [], holidays: [] }

/** Where the term ends once extended, with the step that says so. */
const extended = (
  extension: Extension,
  { before, term, end }: { before: number; term: Term; end: number },
  counter: Counter,
): { end: number; step: Step } => {
  if ("until" in extension) {
    // What is waited for after the notice moves the day it named, and never to before the term's own last day.
    const days = Math.max(0, dayNumber(extension.until) - end)
    const until = reach(end, days, everyDay, counter.standing)
    return { end: until, step: { kind: "extended_to", to: extension.until } }
  }
  const { n, unit } = checkedTerm(extension)
  const last =
    unit === term.unit
      ? lastDay(before, { n: term.n + n, unit }, counter)
      : lastDay(end, { n, unit }, { ...counter, firstDay: "next_day" })
  const off = skipped(unit, end + 1, last, counter.calendar)
  return { end: last, step: { kind: "extended", n, unit, to: dayOfNumber(last), ...off } }
}

/** How waiting bore on the term: where it held it up, where it ran on, whether the term stands now. */
const waiting = (
  { pauses = [], rules }: DueDateInput,
  standing: readonly Stretch[],
  first: number,
  last: number,
): Step[] => {
  const inside = pauses.filter(({ from }) => dayNumber(from) <= last)
  if (!rules.pausesCount) return inside.map(({ from, to }) => ({ kind: "waited", from, to }))
  const open = inside.find(({ to }) => to === null)
  const ended = heldUp(standing, first, last).filter(({ from }) => !open || from < open.from)
  return [
    ...ended.map(({ from, to }) => ({
      kind: "paused" as const,
      from,
      to: open && open.from < to ? open.from : to,
    })),
    ...(open ? [{ kind: "standing" as const, from: open.from }] : []),
  ]
}

/** From receipt to the day before the term's first, as the profile counts. */
const beginning = (input: DueDateInput): { before: number; steps: Step[] } => {
  const { receivedAt, reopened, calendar, rules } = input
  const receivedOn = dayIn(receivedAt, calendar.zone)
  const steps: Step[] = [{ kind: reopened ? "reopened" : "received", on: receivedOn }]
  let start = receivedOn
  if (rules.closingHour !== null && isAfterHours(receivedAt, receivedOn, calendar, rules.closingHour)) {
    start = workingDayFrom(addDays(receivedOn, 1), calendar)
    steps.push({ kind: "counts_as", on: start })
  }
  return { before: dayNumber(start) - (rules.firstDay === "same_day" ? 1 : 0), steps }
}

/**
 * When an answer is due. The day of receipt is the one on the wall in the calendar's zone. Pauses count where the
 * profile says so. An extension in the term's own unit is counted as one longer term, otherwise on from the term's
 * last day. `dueAt` is the last millisecond of `dueOn` there. Throws TermRefused, CalendarYearMissing, and RangeError
 * on a pause or calendar that cannot be counted.
 */
export const dueDate = (input: DueDateInput): DueDate => {
  const { calendar, rules, extension, pauses = [], asOf = null } = input
  const term = checkedTerm(input.term)
  const { before, steps } = beginning(input)
  const standing = rules.pausesCount ? stretchesOf(pauses, asOf) : []
  const counter = { calendar, standing, firstDay: rules.firstDay }
  let end = lastDay(before, term, counter)
  const span = { from: dayOfNumber(before + 1), to: dayOfNumber(end) }
  steps.push({ kind: "counted", ...term, ...span, ...skipped(term.unit, before + 1, end, calendar) })
  const told = extension ? extended(extension, { before, term, end }, counter) : null
  if (told) end = told.end
  const last = rules.rollToWorkingDay ? rolled(end, counter) : end
  const waits = waiting(input, standing, before + 1, last)
  const dueOn = dayOfNumber(last)
  steps.push(...waits, ...(told ? [told.step] : []))
  if (last !== end) steps.push({ kind: "rolled", from: dayOfNumber(end), to: dueOn })
  steps.push({ kind: "due", on: dueOn })
  const isStanding = waits.some(({ kind }) => kind === "standing")
  return { dueOn, dueAt: endOfDay(dueOn, calendar.zone), isStanding, steps }
}
