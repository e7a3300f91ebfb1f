import { expect, test } from "vitest"
import type { WorkingCalendar } from "@/lib/deadlines/calendar"
import { addDays, addMonths, dayIn, daysBetween, endOfDay, startOfDay, weekday } from "@/lib/deadlines/day"
import {
  type ClockRules,
  type DueDateInput,
  dueDate,
  type Extension,
  type Term,
} from "@/lib/deadlines/due-date"
import { kyrgyz2026 } from "@/lib/deadlines/kyrgyz-2026.fixture"
import { CalendarYearMissing, TermRefused } from "@/lib/deadlines/refusals"

const rules: ClockRules = {
  firstDay: "next_day",
  closingHour: null,
  rollToWorkingDay: true,
  pausesCount: true,
}
const sevenDays: Term = { n: 7, unit: "working_days" }
const bishkek = (day: string, time = "10:00") => new Date(`${day}T${time}:00+06:00`)
const due = (term: Term, receivedAt: Date, more: Partial<ClockRules> = {}, extension?: Extension) =>
  dueDate({ term, receivedAt, calendar: kyrgyz2026, rules: { ...rules, ...more }, extension }).dueOn

test("months keep the date, or take the month's last day; the first day may be that of receipt", () => {
  expect(due({ n: 1, unit: "months" }, bishkek("2026-10-31"))).toBe("2026-11-30")
  expect(due({ n: 1, unit: "months" }, bishkek("2026-01-31"), { rollToWorkingDay: false })).toBe("2026-02-28")
  expect(due({ n: 13, unit: "months" }, bishkek("2026-11-22"))).toBe("2027-12-22")
  const same = { firstDay: "same_day", rollToWorkingDay: false } as const
  expect(due({ n: 1, unit: "months" }, bishkek("2026-03-01"), same)).toBe("2026-03-31")
  expect(due({ n: 1, unit: "months" }, bishkek("2026-01-31"), same)).toBe("2026-02-28")
})

test("the day is the one in Bishkek, where the 23rd begins at 18:00 of the 22nd in Greenwich", () => {
  expect(due(sevenDays, new Date("2026-11-22T17:59:59Z"))).toBe("2026-12-01")
  expect(due(sevenDays, new Date("2026-11-22T18:00:00Z"))).toBe("2026-12-02")
})

test("an extension lengthens the term in its own unit, goes on from its end in another, or names the day", () => {
  const five: Term = { n: 5, unit: "working_days" }
  expect(due(five, bishkek("2026-11-16"), {}, { n: 5, unit: "working_days" })).toBe("2026-11-30")
  expect(due({ n: 1, unit: "months" }, bishkek("2026-01-31"), {}, { n: 2, unit: "months" })).toBe(
    "2026-04-30",
  )
  expect(due(five, bishkek("2026-11-16"), {}, { n: 10, unit: "calendar_days" })).toBe("2026-12-03")
  const until = {
    term: five,
    receivedAt: bishkek("2026-11-16"),
    calendar: kyrgyz2026,
    rules,
    extension: { until: "2026-11-30" },
  }
  expect(dueDate(until).dueOn).toBe("2026-11-30")
  expect(dueDate({ ...until, pauses: [{ from: "2026-11-25", to: "2026-11-27" }] }).dueOn).toBe("2026-12-02")
})

test("the last moment is the last millisecond of that day on the wall, where clocks change as well", () => {
  const { dueAt } = dueDate({
    term: sevenDays,
    receivedAt: bishkek("2026-11-16"),
    calendar: kyrgyz2026,
    rules,
  })
  expect(dueAt.toISOString()).toBe("2026-11-25T17:59:59.999Z")
  expect(endOfDay("2026-03-29", "Europe/Berlin").toISOString()).toBe("2026-03-29T21:59:59.999Z")
  expect(endOfDay("2026-10-25", "Europe/Berlin").toISOString()).toBe("2026-10-25T22:59:59.999Z")
  expect(startOfDay("2026-10-25", "Europe/Berlin").toISOString()).toBe("2026-10-24T22:00:00.000Z")
  expect(dayIn(new Date("2026-03-29T21:59:59Z"), "Europe/Berlin")).toBe("2026-03-29")
  expect(dayIn(new Date("2026-10-25T22:30:00Z"), "Europe/Berlin")).toBe("2026-10-25")
})

test("days are counted through leap years and centuries, and what is no date is refused", () => {
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29")
  expect(addDays("2100-02-28", 1)).toBe("2100-03-01")
  expect(addDays("1970-01-01", -1)).toBe("1969-12-31")
  expect(addMonths("2024-02-29", 12)).toBe("2025-02-28")
  expect(addMonths("2026-01-15", -13)).toBe("2024-12-15")
  expect(daysBetween("2026-11-22", "2026-11-30")).toBe(8)
  expect([weekday("2026-11-22"), weekday("1969-12-29")]).toEqual([7, 1])
  for (const bad of ["22.11.2026", "2026-13-01", "2026-02-29", "2026-1-1", ""])
    expect(() => addDays(bad, 1)).toThrow("not a date")
  for (let n = -800; n < 40_000; n += 37)
    expect(addDays("1999-12-31", n)).toBe(new Date(Date.UTC(1999, 11, 31 + n)).toISOString().slice(0, 10))
})

test("what is no term is refused: nothing, a part of a day, more than 3650, as an extension too", () => {
  for (const n of [0, -1, 1.5, 3651, Number.NaN])
    for (const unit of ["working_days", "calendar_days", "months"] as const) {
      expect(() => due({ n, unit }, bishkek("2026-11-16"))).toThrow(TermRefused)
      expect(() => due(sevenDays, bishkek("2026-11-16"), {}, { n, unit })).toThrow("from 1 to 3650")
    }
  expect(due({ n: 3650, unit: "calendar_days" }, bishkek("2026-11-16"), { rollToWorkingDay: false })).toBe(
    "2036-11-13",
  )
})

const refusedYear = (work: () => unknown): number | undefined => {
  try {
    work()
  } catch (error) {
    if (error instanceof CalendarYearMissing) return error.year
    throw error
  }
}

test("a year the calendar does not hold is refused by name, never guessed; one that is not needed does not matter", () => {
  const only: WorkingCalendar = { ...kyrgyz2026, years: [2026] }
  const input: DueDateInput = { term: sevenDays, receivedAt: bishkek("2026-12-23"), calendar: only, rules }
  expect(refusedYear(() => dueDate(input))).toBe(2027)
  expect(refusedYear(() => dueDate({ ...input, receivedAt: bishkek("2025-12-20") }))).toBe(2025)
  expect(refusedYear(() => dueDate({ ...input, calendar: { ...only, years: [2026, 2028] } }))).toBe(2027)
  expect(refusedYear(() => dueDate({ ...input, calendar: { ...only, years: [] } }))).toBe(2026)
  expect(refusedYear(() => dueDate({ ...input, receivedAt: bishkek("2026-12-18") }))).toBe(undefined)
  const month = { ...input, term: { n: 1, unit: "months" } as const }
  expect(refusedYear(() => dueDate(month))).toBe(2027)
  expect(dueDate({ ...month, rules: { ...rules, rollToWorkingDay: false } }).dueOn).toBe("2027-01-23")
  expect(
    refusedYear(() =>
      dueDate({ ...input, rules: { ...rules, closingHour: 18 }, receivedAt: bishkek("2025-12-31") }),
    ),
  ).toBe(2025)
  const idle: WorkingCalendar = { ...kyrgyz2026, weekend: [1, 2, 3, 4, 5, 6, 7], days: {} }
  expect(() => dueDate({ ...input, calendar: idle })).toThrow("no working day")
})

test("a six-day week and a moved working day are data", () => {
  const input = { term: sevenDays, receivedAt: bishkek("2026-11-16"), rules }
  expect(dueDate({ ...input, calendar: { ...kyrgyz2026, weekend: [7] } }).dueOn).toBe("2026-11-24")
  const days = { ...kyrgyz2026.days, "2026-11-21": "working", "2026-11-23": "off" } as const
  expect(dueDate({ ...input, calendar: { ...kyrgyz2026, days } }).dueOn).toBe("2026-11-25")
})

test("a pause that ends before it begins is refused; one of no day changes nothing; an open one stands", () => {
  const input: DueDateInput = {
    term: sevenDays,
    receivedAt: bishkek("2026-11-16"),
    calendar: kyrgyz2026,
    rules,
  }
  expect(() => dueDate({ ...input, pauses: [{ from: "2026-11-20", to: "2026-11-19" }] })).toThrow(
    "cannot end",
  )
  const none = dueDate({ ...input, pauses: [{ from: "2026-11-20", to: "2026-11-20" }] })
  expect(none).toEqual(dueDate(input))
  const open = dueDate({ ...input, pauses: [{ from: "2026-11-20", to: null }] })
  expect([open.dueOn, open.isStanding]).toEqual(["2026-11-25", true])
  expect(open.steps).toContainEqual({ kind: "standing", from: "2026-11-20" })
  const later = dueDate({ ...input, pauses: [{ from: "2026-11-20", to: null }], asOf: "2026-11-25" })
  expect([later.dueOn, later.isStanding]).toEqual(["2026-11-30", true])
  const unheeded = dueDate({
    ...input,
    rules: { ...rules, pausesCount: false },
    pauses: [{ from: "2026-11-20", to: null }],
  })
  expect([unheeded.dueOn, unheeded.isStanding]).toEqual(["2026-11-25", false])
  expect(unheeded.steps).toContainEqual({ kind: "waited", from: "2026-11-20", to: null })
})
