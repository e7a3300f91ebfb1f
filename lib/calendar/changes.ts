import { type Entry, entriesOf } from "@/lib/calendar/entries"
import type { Calendar } from "@/lib/policy/calendar-schema"
import type { Text } from "@/lib/policy/text-schema"

/**
 * One thing that differs between two calendars. `now` says what becomes of a day: a day off, a shortened day, a day
 * worked although the week has it off, or a day like any other.
 */
export type Change =
  | { what: "year"; year: number; days: number }
  | { what: "day"; date: string; now: "off" | "short" | "working" | "plain"; title: Text }
  | { what: "confirmed" | "unconfirmed" | "told"; date: string; title: Text }
  | { what: "lunar"; year: number }
  | { what: "weekday"; day: number; now: "off" | "working" }

const becomes = ({ kind }: Entry) => (kind === "short" || kind === "working" ? kind : "off")

function dayChange(before: Entry | undefined, after: Entry | undefined): Change[] {
  if (before && after) {
    const { date, title } = after
    if (becomes(before) !== becomes(after)) return [{ what: "day", date, now: becomes(after), title }]
    if (before.confirmed !== after.confirmed)
      return [{ what: after.confirmed ? "confirmed" : "unconfirmed", date, title }]
    const same = JSON.stringify([before.title, before.kind]) === JSON.stringify([title, after.kind])
    return same ? [] : [{ what: "told", date, title }]
  }
  if (after) return [{ what: "day", date: after.date, now: becomes(after), title: after.title }]
  return before ? [{ what: "day", date: before.date, now: "plain", title: before.title }] : []
}

/** What differs from `before` in `after`, in the order of the calendar: the week, then years and days. */
export function changesBetween(before: Calendar, after: Calendar): Change[] {
  const week = [1, 2, 3, 4, 5, 6, 7].flatMap((day): Change[] => {
    const [was, is] = [before.weekend.includes(day), after.weekend.includes(day)]
    return was === is ? [] : [{ what: "weekday", day, now: is ? "off" : "working" }]
  })
  const years = after.years.flatMap((year): Change[] => {
    const old = before.years.find((other) => other.year === year.year)
    const days = entriesOf(year)
    if (!old) return [{ what: "year", year: year.year, days: days.length }]
    const was = entriesOf(old)
    const dates = [...new Set([...was, ...days].map(({ date }) => date))].sort()
    const find = (among: Entry[], date: string) => among.find((entry) => entry.date === date)
    return [
      ...dates.flatMap((date) => dayChange(find(was, date), find(days, date))),
      ...(year.lunarConfirmed && !old.lunarConfirmed ? [{ what: "lunar" as const, year: year.year }] : []),
    ]
  })
  return [...week, ...years]
}
