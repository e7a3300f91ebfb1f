import { type Entry, entriesOf, inYear, withEntry, withoutEntry } from "@/lib/calendar/entries"
import { isDay } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { Conflict, Invalid, NotAllowedNow } from "@/lib/errors"
import type { Calendar, CalendarYear } from "@/lib/policy/calendar-schema"

const [FIRST_YEAR, LAST_YEAR] = [2000, 2100]

const yearOf = (calendar: Calendar, number: number): CalendarYear => {
  const found = calendar.years.find(({ year }) => year === number)
  if (!found) throw new NotAllowedNow("calendar_year_missing", { year: number })
  return found
}

function dayOf(typed: TypedDay): string {
  const day = typedDay(typed)
  if (!day) throw new Invalid({ date: { code: day === "" ? "required" : "day_impossible" } })
  return day
}

/** A day the year did not name yet. Throws Invalid beside `date`: impossible, of another year, named already. */
export function addDay(
  calendar: Calendar,
  number: number,
  { typed, ...entry }: Omit<Entry, "date"> & { typed: TypedDay },
): Calendar {
  const year = yearOf(calendar, number)
  const date = dayOf(typed)
  if (!date.startsWith(`${number}-`))
    throw new Invalid({ date: { code: "day_of_another_year", values: { year: number } } })
  if (entriesOf(year).some((other) => other.date === date))
    throw new Invalid({ date: { code: "day_named_already" } })
  return inYear(calendar, number, () => withEntry(year, { ...entry, date }))
}

/** The year says nothing of that day any more. Throws Conflict when it did not: somebody was quicker. */
export function removeDay(calendar: Calendar, number: number, date: string): Calendar {
  const year = yearOf(calendar, number)
  if (!entriesOf(year).some((entry) => entry.date === date)) throw new Conflict()
  return inYear(calendar, number, () => withoutEntry(year, date))
}

export type Confirmed = "lunar" | "all"

/**
 * The days off of a year, or its lunar days alone, stand as they are, by a source that says so; with either the lunar
 * days count as entered. Throws Invalid beside `what` when there is no lunar day to confirm.
 */
export function confirmDays(calendar: Calendar, number: number, what: Confirmed, source: string): Calendar {
  const year = yearOf(calendar, number)
  if (!year.holidays.some(({ kind }) => kind === "lunar"))
    throw new Invalid({ what: { code: "no_lunar_day" } })
  const holidays = year.holidays.map((day) =>
    !day.confirmed && (what === "all" || day.kind === "lunar") ? { ...day, confirmed: true, source } : day,
  )
  const whole = what === "all" ? ({ source, confidence: "primary" } as const) : {}
  return inYear(calendar, number, () => ({ ...year, ...whole, holidays, lunarConfirmed: true }))
}

/**
 * One more year, with the fixed days, breaks and shortened days of the nearest year before it, all still to be
 * confirmed; lunar and moved days are entered by hand. Throws Invalid beside `newYear`.
 */
export function addYear(calendar: Calendar, typed: string): Calendar {
  const number = /^\s*\d{4}\s*$/.test(typed) ? Number(typed) : 0
  if (number < FIRST_YEAR || number > LAST_YEAR)
    throw new Invalid({ newYear: { code: "year_shape", values: { from: FIRST_YEAR, to: LAST_YEAR } } })
  if (calendar.years.some(({ year }) => year === number))
    throw new Invalid({ newYear: { code: "year_exists" } })
  const years = [...calendar.years].sort((a, b) => a.year - b.year)
  const model = years.findLast(({ year }) => year < number) ?? years[0]
  if (!model) throw new Error("a calendar has a year")
  const added = [...years, likeYear(model, number)].sort((a, b) => a.year - b.year)
  return { ...calendar, years: added }
}

function likeYear(model: CalendarYear, year: number): CalendarYear {
  const date = (day: string) => `${year}${day.slice(4)}`
  const returns = (day: { date: string }) => isDay(date(day.date))
  const stays = ({ kind }: CalendarYear["holidays"][number]) => kind !== "lunar" && kind !== "moved"
  return {
    year,
    confidence: "assumed",
    lunarConfirmed: false,
    holidays: model.holidays
      .filter((day) => stays(day) && returns(day))
      .map(({ title, kind, ...day }) => ({ date: date(day.date), title, kind, confirmed: false })),
    shortDays: model.shortDays.filter(returns).map(({ title, ...day }) => ({ date: date(day.date), title })),
  }
}

/** Which weekdays nobody works on, 1 Monday to 7 Sunday. Throws Invalid beside `weekend` when none is left to work. */
export function setWeekend(calendar: Calendar, weekend: readonly number[]): Calendar {
  const days = [...new Set(weekend)].filter((day) => day >= 1 && day <= 7).sort((a, b) => a - b)
  if (days.length === 7) throw new Invalid({ weekend: { code: "no_working_day" } })
  return { ...calendar, weekend: days }
}
