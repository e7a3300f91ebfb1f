import { type Day, dayNumber, dayOfNumber, weekday } from "@/lib/deadlines/day"
import { CalendarYearMissing } from "@/lib/deadlines/refusals"

/**
 * The working calendar terms are counted in. `years` are those it knows; `weekend` holds ISO weekdays (1 Monday …
 * 7 Sunday); `days` names the dates that depart from the week: a holiday ("off"), a moved working day ("working"), a
 * working day that ends an hour early ("short").
 */
export type WorkingCalendar = {
  zone: string
  weekend: readonly number[]
  years: readonly number[]
  days: Readonly<Record<Day, "off" | "working" | "short">>
}

/**
 * The same calendar by day numbers: `before[i]` working days and `unknownBefore[i]` days of missing years lie between
 * `first` and the day `first + i`, which is one of a `kind`; `working` are the working days in order.
 */
type Table = {
  first: number
  kinds: Uint8Array
  before: Int32Array
  unknownBefore: Int32Array
  working: Int32Array
}

const [WORKING, FREE, HOLIDAY] = [0, 1, 2]

const tables = new WeakMap<WorkingCalendar, Table>()

const yearOf = (n: number): number => Number(dayOfNumber(n).slice(0, 4))

const tableOf = (calendar: WorkingCalendar): Table => {
  const known = tables.get(calendar)
  if (known) return known
  const years = [...calendar.years].sort((a, b) => a - b)
  const first = dayNumber(`${years[0] ?? 2000}-01-01`)
  const length = years.length > 0 ? dayNumber(`${years.at(-1)}-12-31`) - first + 1 : 0
  const [before, unknownBefore] = [new Int32Array(length + 1), new Int32Array(length + 1)]
  const kinds = new Uint8Array(length)
  const working: number[] = []
  for (let i = 0; i < length; i += 1) {
    const day = dayOfNumber(first + i)
    const isKnown = years.includes(Number(day.slice(0, 4)))
    const works = isKnown && worksByWeek(day, calendar)
    kinds[i] = works ? WORKING : calendar.days[day] === "off" ? HOLIDAY : FREE
    before[i + 1] = (before[i] ?? 0) + (works ? 1 : 0)
    unknownBefore[i + 1] = (unknownBefore[i] ?? 0) + (isKnown ? 0 : 1)
    if (works) working.push(first + i)
  }
  const made = { first, kinds, before, unknownBefore, working: Int32Array.from(working) }
  tables.set(calendar, made)
  return made
}

/**
 * Whether people work on that day by the week and the dates the calendar names, even in a year it does not hold: for
 * figures on a screen. No date is promised on this.
 */
export const worksByWeek = (day: Day, calendar: WorkingCalendar): boolean => {
  const named = calendar.days[day]
  return named ? named !== "off" : !calendar.weekend.includes(weekday(day))
}

const checkKnown = (from: number, to: number, { first, unknownBefore }: Table): void => {
  if (from < first) throw new CalendarYearMissing(yearOf(from))
  const last = unknownBefore.length - 1
  if (to >= first + last) throw new CalendarYearMissing(yearOf(Math.max(from, first + last)))
  const gaps = unknownBefore[to - first + 1] ?? 0
  if (gaps === unknownBefore[from - first]) return
  let at = from
  while (unknownBefore[at - first] === unknownBefore[at - first + 1]) at += 1
  throw new CalendarYearMissing(yearOf(at))
}

/** Whether people work on that day, shortened or not. Throws CalendarYearMissing. */
export const isWorkingDay = (day: Day, calendar: WorkingCalendar): boolean => {
  if (!calendar.years.includes(Number(day.slice(0, 4))))
    throw new CalendarYearMissing(Number(day.slice(0, 4)))
  return worksByWeek(day, calendar)
}

/** The working days from the day numbered `from` up to, not including, `to`. Throws CalendarYearMissing. */
export const workingBetween = (from: number, to: number, calendar: WorkingCalendar): number => {
  if (to <= from) return 0
  const table = tableOf(calendar)
  checkKnown(from, to - 1, table)
  return (table.before[to - table.first] ?? 0) - (table.before[from - table.first] ?? 0)
}

/**
 * The number of the `n`-th working day (`n` ≥ 1) after the day numbered `after`. Throws CalendarYearMissing, and
 * RangeError when the calendar has no working day at all.
 */
export const nthWorkingAfter = (after: number, n: number, calendar: WorkingCalendar): number => {
  const table = tableOf(calendar)
  const [from, end] = [after + 1, table.first + table.before.length - 1]
  if (end > table.first && table.working.length === 0) throw new RangeError("the calendar has no working day")
  if (from < table.first) throw new CalendarYearMissing(yearOf(from))
  const found = from < end ? table.working[(table.before[from - table.first] ?? 0) + n - 1] : undefined
  if (found !== undefined) {
    checkKnown(from, found, table)
    return found
  }
  if (from < end) checkKnown(from, end - 1, table)
  throw new CalendarYearMissing(yearOf(Math.max(from, end)))
}

/** The first working day on or after `day`. Throws CalendarYearMissing, and RangeError as nthWorkingAfter does. */
export const workingDayFrom = (day: Day, calendar: WorkingCalendar): Day =>
  dayOfNumber(nthWorkingAfter(dayNumber(day) - 1, 1, calendar))

/** The days without work and, among them, the named holidays from `from` to `to`, both included. Throws as above. */
export const daysOff = (
  from: number,
  to: number,
  calendar: WorkingCalendar,
): { daysOff: Day[]; holidays: Day[] } => {
  const [off, holidays]: [Day[], Day[]] = [[], []]
  if (to < from) return { daysOff: off, holidays }
  const table = tableOf(calendar)
  checkKnown(from, to, table)
  for (let n = from; n <= to; n += 1) {
    const kind = table.kinds[n - table.first]
    if (kind !== WORKING) off.push(dayOfNumber(n))
    if (kind === HOLIDAY) holidays.push(dayOfNumber(n))
  }
  return { daysOff: off, holidays }
}
