import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { dueDate } from "@/lib/deadlines/due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import { kyrgyz2026 } from "@/lib/deadlines/kyrgyz-2026.fixture"
import { Calendar } from "@/lib/policy/calendar-schema"

const published = Calendar.parse(parse(readFileSync("policies/calendars/KG.yaml", "utf8")))
const clock = {
  firstDay: "next_day",
  rollsToWorkingDay: true,
  closingHourCounts: false,
  pausesForProof: false,
  confidence: "assumed",
} as const

test("the published calendar of 2026 is the one the examples were counted in", () => {
  const { days, ...rest } = workingCalendar(published)
  const of2026 = Object.fromEntries(Object.entries(days).filter(([day]) => day.startsWith("2026")))
  expect({ ...rest, days: of2026 }).toEqual(kyrgyz2026)
  expect(workingCalendar(published)).toBe(workingCalendar(published))
})

test("a holiday on a shortened day is a holiday", () => {
  const title = { ky: "x", ru: "x", en: "x" }
  const [year] = published.years
  if (!year) throw new Error("no year")
  const both = {
    ...year,
    holidays: [{ date: "2026-04-30", title, kind: "fixed", confirmed: true }],
    shortDays: [{ date: "2026-04-30", title }],
  } as const
  const calendar = workingCalendar({
    ...published,
    years: [{ ...both, holidays: [...both.holidays], shortDays: [...both.shortDays] }],
  })
  expect(calendar.days).toEqual({ "2026-04-30": "off" })
})

test("the profile's clock counts the closing hour and waiting only where it says so", () => {
  expect(clockRules(clock, "18:00")).toEqual({
    firstDay: "next_day",
    closingHour: null,
    rollToWorkingDay: true,
    pausesCount: false,
  })
  const strict = clockRules({ ...clock, closingHourCounts: true, pausesForProof: true }, "17:30")
  expect(strict.pausesCount).toBe(true)
  expect(strict.closingHour).toBe(17.5)
  const received = (time: string) =>
    dueDate({
      term: { n: 7, unit: "working_days" },
      receivedAt: new Date(`2026-11-16T${time}:00+06:00`),
      calendar: kyrgyz2026,
      rules: strict,
    }).dueOn
  expect([received("17:29"), received("17:30")]).toEqual(["2026-11-25", "2026-11-26"])
})
