import { Temporal } from "temporal-polyfill"

/** A date without a time, `YYYY-MM-DD`. */
export type Day = string

const EPOCH = Temporal.PlainDate.from("1970-01-01")

const read = (text: string): Temporal.PlainDate | null => {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!found) return null
  const [year, month, day] = found.slice(1).map(Number)
  try {
    return Temporal.PlainDate.from(
      { year: year ?? 0, month: month ?? 0, day: day ?? 0 },
      { overflow: "reject" },
    )
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const dateOf = (day: Day): Temporal.PlainDate => {
  const date = read(day)
  if (!date) throw new RangeError(`not a date: ${day}`)
  return date
}

const wallOf = (at: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)

/** Whether a text is a day of the calendar: 31 February is none. */
export const isDay = (text: string): boolean => read(text) !== null

// Counting a term asks for the same few hundred days again and again.
const MOST_KEPT = 20_000
const [numbers, days] = [new Map<Day, number>(), new Map<number, Day>()]

function remembered<K, V>(kept: Map<K, V>, key: K, make: (key: K) => V): V {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = make(key)
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(key, made)
  return made
}

/** Days from 1 January 1970 to `day`, negative before it. Throws RangeError on what is no date. */
export const dayNumber = (day: Day): number => remembered(numbers, day, () => EPOCH.until(dateOf(day)).days)

/** The day with that number from 1 January 1970. */
export const dayOfNumber = (n: number): Day => remembered(days, n, () => EPOCH.add({ days: n }).toString())

/** The day `n` calendar days after `day`; before it when `n` is negative. Throws RangeError on a malformed day. */
export const addDays = (day: Day, n: number): Day => dayOfNumber(dayNumber(day) + n)

/** How many calendar days lie from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

/** ISO 8601 weekday: 1 is Monday, 7 is Sunday. */
export const weekday = (day: Day): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1

/** The same date `n` months later; the last day of that month when it has no such date. */
export const addMonths = (day: Day, n: number): Day => dateOf(day).add({ months: n }).toString()

const DAY_MS = 86_400_000
const offsets = new Map<string, Map<number, number | null>>()

/**
 * By how many milliseconds the wall in `zone` is ahead of UTC throughout a day of UTC; null on a day on which clocks are
 * moved. Asking the library for each instant is most of the work of counting a term.
 */
const offsetOn = (utcDay: number, zone: string): number | null => {
  const known = offsets.get(zone) ?? new Map<number, number | null>()
  offsets.set(zone, known)
  return remembered(known, utcDay, () => {
    const at = (ms: number) => wallOf(new Date(ms), zone).offsetNanoseconds / 1e6
    const first = at(utcDay * DAY_MS)
    return first === at((utcDay + 1) * DAY_MS - 1) ? first : null
  })
}

/** Milliseconds from 1 January 1970 on the wall; null where only the library knows. */
const wallMs = (at: Date, zone: string): number | null => {
  const offset = Number.isNaN(at.getTime()) ? null : offsetOn(Math.floor(at.getTime() / DAY_MS), zone)
  return offset === null ? null : at.getTime() + offset
}

/** The calendar date on the wall in `zone` (IANA name) at that instant. Throws RangeError on no instant. */
export const dayIn = (at: Date, zone: string): Day => {
  const wall = wallMs(at, zone)
  return wall === null ? wallOf(at, zone).toPlainDate().toString() : dayOfNumber(Math.floor(wall / DAY_MS))
}

/** Minutes since midnight on the wall in `zone` at that instant. */
export const minutesIn = (at: Date, zone: string): number => {
  const wall = wallMs(at, zone)
  if (wall !== null) return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / 60_000)
  const { hour, minute } = wallOf(at, zone)
  return hour * 60 + minute
}

/** The instant at which the wall in `zone` shows `minutes` since midnight on `day`. */
export const instantIn = (day: Day, minutes: number, zone: string): Date => {
  const time = { hour: Math.floor(minutes / 60), minute: minutes % 60 }
  return new Date(dateOf(day).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds)
}

/** The first instant of `day` in `zone`. */
export const startOfDay = (day: Day, zone: string): Date => {
  const midnight = dayNumber(day) * DAY_MS
  const offset = offsetOn(dayNumber(day), zone)
  const same = offset !== null && offsetOn(Math.floor((midnight - offset) / DAY_MS), zone) === offset
  return new Date(same ? midnight - offset : dateOf(day).toZonedDateTime(zone).epochMilliseconds)
}

/** The last millisecond of `day` in `zone`, so that "now is later" means the day is over. */
export const endOfDay = (day: Day, zone: string): Date =>
  new Date(startOfDay(addDays(day, 1), zone).getTime() - 1)
