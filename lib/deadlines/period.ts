import { addDays, addMonths, type Day } from "@/lib/deadlines/day"

/** A date moved by an ISO 8601 period of years, months or days; the 31st falls back to a shorter month's last day. */
export const addPeriod = (day: Day, period: string): Day => moved(day, period, 1)

/** The same into the past. */
export const backBy = (day: Day, period: string): Day => moved(day, period, -1)

function moved(day: Day, period: string, way: 1 | -1): Day {
  const match = /^P(\d+)([YMD])$/.exec(period)
  if (!match) throw new Error(`not a period: ${period}`)
  const n = Number(match[1]) * way
  return match[2] === "D" ? addDays(day, n) : addMonths(day, match[2] === "Y" ? n * 12 : n)
}
