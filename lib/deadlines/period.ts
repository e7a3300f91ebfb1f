import { addDays, addMonths, type Day } from "@/lib/deadlines/day"

/** A date moved by an ISO 8601 period of years, months or days; the 31st falls back to a shorter month's last day. */
export function addPeriod(day: Day, period: string): Day {
  const match = /^P(\d+)([YMD])$/.exec(period)
  if (!match) throw new Error(`not a period: ${period}`)
  const n = Number(match[1])
  return match[2] === "D" ? addDays(day, n) : addMonths(day, match[2] === "Y" ? n * 12 : n)
}
