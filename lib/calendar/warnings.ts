import { addDays, type Day, dayIn, instantIn } from "@/lib/deadlines/day"
import { CalendarYearMissing } from "@/lib/deadlines/refusals"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { InForce } from "@/lib/policy/editions"
import { answerBy } from "@/lib/requests/answer-by"

/**
 * What an administrator has to see to. `lunar`: the lunar days of this or the next year are not confirmed. `missing`:
 * from the day `from` on, requests are refused because their terms reach into a year that is not entered.
 */
export type CalendarWarning = { kind: "lunar"; year: number } | { kind: "missing"; year: number; from: Day }

const DAYS_AHEAD = 90
const MIDDAY = 12 * 60

const lunarIsOpen = ({ years }: Calendar, number: number): boolean => {
  const year = years.find((each) => each.year === number)
  if (!year) return false
  return !year.lunarConfirmed || year.holidays.some(({ kind, confirmed }) => kind === "lunar" && !confirmed)
}

type Counting = Pick<InForce, "policy" | "profile" | "calendar">

/** The year that keeps a request received on that day from being given a date; null when every right gets one. */
function missingYear(inForce: Counting, day: Day): number | null {
  const at = instantIn(day, MIDDAY, inForce.calendar.zone)
  for (const { code } of inForce.policy.rights) {
    try {
      answerBy(inForce, code, at)
    } catch (error) {
      if (error instanceof CalendarYearMissing) return error.year
      throw error
    }
  }
  return null
}

function missing(inForce: Counting, today: Day): CalendarWarning[] {
  // A later receipt reaches no less far.
  if (missingYear(inForce, addDays(today, DAYS_AHEAD)) === null) return []
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const from = addDays(today, ahead)
    const year = missingYear(inForce, from)
    if (year !== null) return [{ kind: "missing", year, from }]
  }
  return []
}

/** What is to be warned of at that instant, the gravest first. A missing year is told 90 days before it refuses. */
export function calendarWarnings(inForce: Counting, now: Date): CalendarWarning[] {
  const { calendar } = inForce
  const today = dayIn(now, calendar.zone)
  const year = Number(today.slice(0, 4))
  const lunar = [year, year + 1].filter((each) => lunarIsOpen(calendar, each))
  return [...missing(inForce, today), ...lunar.map((each) => ({ kind: "lunar" as const, year: each }))]
}
