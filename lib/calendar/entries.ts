import type { Calendar, CalendarYear, Holiday, Source } from "@/lib/policy/calendar-schema"
import type { Text } from "@/lib/policy/text-schema"

/** What a calendar may say of a day: why nobody works on it, or how people work although it looks otherwise. */
export const entryKinds = ["fixed", "lunar", "break", "moved", "short", "working"] as const
export type EntryKind = (typeof entryKinds)[number]

/** A day a calendar names. Days off are confirmed or still expected; for worked days the question does not arise. */
export type Entry = {
  date: string
  kind: EntryKind
  title: Text
  source: Source | undefined
  confirmed: boolean | null
}

const isOff = (kind: EntryKind): kind is Holiday["kind"] => kind !== "short" && kind !== "working"

/** The days a year names, in order. */
export function entriesOf(year: CalendarYear): Entry[] {
  const worked = (kind: "short" | "working", days: CalendarYear["shortDays"]): Entry[] =>
    days.map(({ date, title, source }) => ({ date, kind, title, source, confirmed: null }))
  const off = year.holidays.map(({ source, ...day }) => ({ ...day, source }))
  const all = [...off, ...worked("short", year.shortDays), ...worked("working", year.workingDays ?? [])]
  return all.sort((a, b) => (a.date < b.date ? -1 : 1))
}

/** The year with one more day, which it must not have named before. */
export function withEntry(year: CalendarYear, { kind, confirmed, ...day }: Entry): CalendarYear {
  const inOrder = <T extends { date: string }>(days: readonly T[], added: T): T[] =>
    [...days, added].sort((a, b) => (a.date < b.date ? -1 : 1))
  if (isOff(kind))
    return {
      ...year,
      holidays: inOrder<Holiday>(year.holidays, { ...day, kind, confirmed: confirmed ?? false }),
    }
  if (kind === "short") return { ...year, shortDays: inOrder(year.shortDays, day) }
  return { ...year, workingDays: inOrder(year.workingDays ?? [], day) }
}

/** The year without what it says of that day. */
export function withoutEntry(year: CalendarYear, date: string): CalendarYear {
  const others = <T extends { date: string }>(days: readonly T[]) => days.filter((day) => day.date !== date)
  return {
    ...year,
    holidays: others(year.holidays),
    shortDays: others(year.shortDays),
    ...(year.workingDays ? { workingDays: others(year.workingDays) } : {}),
  }
}

/** The calendar with that year changed; a year it does not hold changes nothing. */
export const inYear = (
  calendar: Calendar,
  number: number,
  change: (year: CalendarYear) => CalendarYear,
): Calendar => ({
  ...calendar,
  years: calendar.years.map((year) => (year.year === number ? change(year) : year)),
})
