/** A date without a time, `YYYY-MM-DD`. */
export type Day = string

const MS_PER_DAY = 86_400_000

const epochDay = (day: Day): number => {
  const ms = Date.parse(`${day}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(ms)) throw new RangeError(`not a date: ${day}`)
  return ms / MS_PER_DAY
}

const fromEpochDay = (n: number): Day => new Date(n * MS_PER_DAY).toISOString().slice(0, 10)

/** The day `n` calendar days after `day`; before it when `n` is negative. Throws RangeError on a malformed day. */
export const addDays = (day: Day, n: number): Day => fromEpochDay(epochDay(day) + n)

/** How many calendar days lie from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => epochDay(to) - epochDay(from)

/** ISO 8601 weekday: 1 is Monday, 7 is Sunday. */
export const weekday = (day: Day): number => ((((epochDay(day) + 3) % 7) + 7) % 7) + 1

/** The same date `n` months later; the last day of that month when it has no such date. */
export const addMonths = (day: Day, n: number): Day => {
  const date = new Date(epochDay(day) * MS_PER_DAY)
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date.getUTCDate(), last))
  return first.toISOString().slice(0, 10)
}

// Making a formatter costs a thousand times what using it does, and a queue page asks for fifty days.
const clocks = new Map<string, Intl.DateTimeFormat>()

const clockIn = (zone: string): Intl.DateTimeFormat => {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  })
  clocks.set(zone, made)
  return made
}

const wallClock = (at: Date, zone: string): Record<string, string> => {
  const parts = clockIn(zone).formatToParts(at)
  return Object.fromEntries(parts.map((part) => [part.type, part.value]))
}

/** The calendar date on the wall in `zone` (IANA name) at that instant. */
export const dayIn = (at: Date, zone: string): Day => {
  const clock = wallClock(at, zone)
  return `${String(clock.year).padStart(4, "0")}-${clock.month}-${clock.day}`
}

/** Minutes since midnight on the wall in `zone` at that instant. */
export const minutesIn = (at: Date, zone: string): number => {
  const clock = wallClock(at, zone)
  return Number(clock.hour) * 60 + Number(clock.minute)
}

const offset = (at: Date, zone: string): number => {
  const clock = wallClock(at, zone)
  const shown = `${clock.year}-${clock.month}-${clock.day}T${clock.hour}:${clock.minute}:${clock.second}Z`
  return Date.parse(shown) - Math.floor(at.getTime() / 1000) * 1000
}

/** The first instant of `day` in `zone`. */
export const startOfDay = (day: Day, zone: string): Date =>
  new Date(endOfDay(addDays(day, -1), zone).getTime() + 1)

/** The last millisecond of `day` in `zone`, so that "now is later" means the day is over. */
export const endOfDay = (day: Day, zone: string): Date => {
  const midnight = (epochDay(day) + 1) * MS_PER_DAY
  const guess = midnight - offset(new Date(midnight), zone)
  // A second look settles zones whose clock changes around that midnight.
  return new Date(midnight - offset(new Date(guess), zone) - 1)
}
