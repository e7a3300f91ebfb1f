const MILLISECONDS = 86_400_000

/** A calendar day as whole days since 1970-01-01. */
export type Day = number

/** The day in Bishkek (UTC+6, no summer time) at the given instant. */
export function dayInBishkek(instant: Date): Day {
  return Math.floor((instant.getTime() + 6 * 3_600_000) / MILLISECONDS)
}

/** The day of a year, month (1 to 12) and day of month. */
export function dayOf(year: number, month: number, date: number): Day {
  return Math.floor(Date.UTC(year, month - 1, date) / MILLISECONDS)
}

/** The same date so many months later (or earlier); the month's last day where that date is missing. */
export function addMonths(day: Day, months: number): Day {
  const from = new Date(day * MILLISECONDS)
  const month = from.getUTCMonth() + months
  const last = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return Math.floor(Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), last)) / MILLISECONDS)
}

/** `2026-11-22`. */
export function isoDay(day: Day): string {
  return new Date(day * MILLISECONDS).toISOString().slice(0, 10)
}

/** The year a day falls in. */
export function yearOf(day: Day): number {
  return new Date(day * MILLISECONDS).getUTCFullYear()
}

/** `2026-11-22 09:05:00`: local time without zone, `seconds` after that day's midnight. */
export function localTime(day: Day, seconds: number): string {
  return new Date(day * MILLISECONDS + seconds * 1000).toISOString().slice(0, 19).replace("T", " ")
}

/** `2026-11-22 09:05:00+06`: the same moment with Bishkek's zone. */
export function zonedTime(day: Day, seconds: number): string {
  return `${localTime(day, seconds)}+06`
}
