import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isWorkingDay, type WorkingCalendar } from "@/lib/deadlines/calendar"
import { addDays, daysBetween, endOfDay, weekday } from "@/lib/deadlines/day"
import { type ClockRules, dueDate, type Term } from "@/lib/deadlines/due-date"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { kyrgyz2026 } from "@/lib/deadlines/kyrgyz-2026.fixture"
import { workingDaysLeft } from "@/lib/deadlines/working-days-left"

const rules: ClockRules = { firstDay: "next_day", closingHour: null, rollToWorkingDay: true }
const sevenDays: Term = { n: 7, unit: "working_days" }
const bishkek = (day: string, time = "10:00") => new Date(`${day}T${time}:00+06:00`)
const due = (term: Term, receivedAt: Date, more: Partial<ClockRules> = {}, extension?: Term) =>
  dueDate({ term, receivedAt, calendar: kyrgyz2026, rules: { ...rules, ...more }, extension }).dueOn

describe("due dates of 2026", () => {
  test.each([
    ["an ordinary week", "2026-11-16", "2026-11-25"],
    ["received on a Sunday", "2026-11-22", "2026-12-01"],
    ["across the New Year break of a week", "2025-12-31", "2026-01-16"],
    ["23 February is worked in 2026", "2026-02-20", "2026-03-03"],
    ["across Orozo Ait and the unmoved Saturday of Nooruz", "2026-03-16", "2026-03-26"],
    ["7 April is worked, shortened", "2026-04-06", "2026-04-15"],
    ["across the nine days of May", "2026-04-29", "2026-05-18"],
    ["across Kurman Ait", "2026-05-25", "2026-06-04"],
    ["across Independence Day", "2026-08-28", "2026-09-09"],
    ["7-8 November fall on a weekend and are not moved", "2026-11-04", "2026-11-13"],
  ])("seven working days: %s", (_story, received, expected) => {
    expect(due(sevenDays, bishkek(received))).toBe(expected)
  })

  test("one working day, five, thirty calendar days rolling off a weekend, and a month", () => {
    expect(due({ n: 1, unit: "working_days" }, bishkek("2026-11-20"))).toBe("2026-11-23")
    expect(due({ n: 5, unit: "working_days" }, bishkek("2026-11-20"))).toBe("2026-11-27")
    expect(due({ n: 30, unit: "calendar_days" }, bishkek("2026-11-22"))).toBe("2026-12-22")
    expect(due({ n: 30, unit: "calendar_days" }, bishkek("2026-11-20"))).toBe("2026-12-21")
    expect(due({ n: 30, unit: "calendar_days" }, bishkek("2026-11-20"), { rollToWorkingDay: false })).toBe(
      "2026-12-20",
    )
    expect(due({ n: 1, unit: "months" }, bishkek("2026-10-31"))).toBe("2026-11-30")
    expect(due({ n: 1, unit: "months" }, bishkek("2026-01-31"), { rollToWorkingDay: false })).toBe(
      "2026-02-28",
    )
    expect(due({ n: 13, unit: "months" }, bishkek("2026-11-22"))).toBe("2027-12-22")
  })

  test("a term of nothing is due that day, even on a Sunday", () => {
    expect(due({ n: 0, unit: "working_days" }, bishkek("2026-11-22"))).toBe("2026-11-22")
  })

  test("the day is the one in Bishkek, where the 23rd begins at 18:00 of the 22nd in Greenwich", () => {
    expect(due(sevenDays, new Date("2026-11-23T17:59:59Z"))).toBe("2026-12-02")
    expect(due(sevenDays, new Date("2026-11-23T18:00:00Z"))).toBe("2026-12-03")
  })

  test("the office's closing hour moves the receipt to the next working day, an hour earlier on a short day", () => {
    const closing = { closingHour: 18 }
    expect(due(sevenDays, bishkek("2026-11-16", "17:59"), closing)).toBe("2026-11-25")
    expect(due(sevenDays, bishkek("2026-11-16", "18:00"), closing)).toBe("2026-11-26")
    expect(due(sevenDays, bishkek("2026-04-30", "17:00"), closing)).toBe("2026-05-20")
    expect(due(sevenDays, bishkek("2026-04-30", "16:59"), closing)).toBe("2026-05-19")
    expect(due(sevenDays, bishkek("2026-11-21"), closing)).toBe("2026-12-02")
  })

  test("an extension lengthens the term, in its own unit or another", () => {
    expect(
      due({ n: 5, unit: "working_days" }, bishkek("2026-11-16"), {}, { n: 5, unit: "working_days" }),
    ).toBe("2026-11-30")
    expect(due({ n: 1, unit: "months" }, bishkek("2026-01-31"), {}, { n: 2, unit: "months" })).toBe(
      "2026-04-30",
    )
    expect(
      due({ n: 5, unit: "working_days" }, bishkek("2026-11-16"), {}, { n: 10, unit: "calendar_days" }),
    ).toBe("2026-12-03")
  })

  test("the last moment is the last millisecond of that day in Bishkek", () => {
    const { dueAt } = dueDate({
      term: sevenDays,
      receivedAt: bishkek("2026-11-16"),
      calendar: kyrgyz2026,
      rules,
    })
    expect(dueAt.toISOString()).toBe("2026-11-25T17:59:59.999Z")
    expect(endOfDay("2026-03-29", "Europe/Berlin").toISOString()).toBe("2026-03-29T21:59:59.999Z")
    expect(endOfDay("2026-10-25", "Europe/Berlin").toISOString()).toBe("2026-10-25T22:59:59.999Z")
  })

  test("what cannot be counted is refused", () => {
    expect(() => due({ n: -1, unit: "working_days" }, bishkek("2026-11-16"))).toThrow(RangeError)
    expect(() => due({ n: 1.5, unit: "months" }, bishkek("2026-11-16"))).toThrow(RangeError)
    expect(() => due({ n: 1e9, unit: "calendar_days" }, bishkek("2026-11-16"))).toThrow(RangeError)
    const idle: WorkingCalendar = { zone: "Asia/Bishkek", weekend: [1, 2, 3, 4, 5, 6, 7], days: {} }
    const input = { term: sevenDays, receivedAt: bishkek("2026-11-16"), calendar: idle, rules }
    expect(() => dueDate(input)).toThrow("no working day")
  })

  test("a six-day week and a moved working day are data", () => {
    const sixDays = { ...kyrgyz2026, weekend: [7] }
    const input = { term: sevenDays, receivedAt: bishkek("2026-11-16"), rules }
    expect(dueDate({ ...input, calendar: sixDays }).dueOn).toBe("2026-11-24")
    const moved: WorkingCalendar = {
      ...kyrgyz2026,
      days: { ...kyrgyz2026.days, "2026-11-21": "working", "2026-11-23": "off" },
    }
    expect(dueDate({ ...input, calendar: moved }).dueOn).toBe("2026-11-25")
  })
})

const anyCalendar = fc.record({
  zone: fc.constant("Asia/Bishkek"),
  weekend: fc.subarray([5, 6, 7]),
  days: fc.dictionary(
    fc.integer({ min: 0, max: 400 }).map((n) => addDays("2026-01-01", n)),
    fc.constantFrom("off" as const, "working" as const, "short" as const),
  ),
})
const anyInstant = fc.date({
  min: new Date("2025-12-20Z"),
  max: new Date("2026-12-31Z"),
  noInvalidDate: true,
})

describe("against a count by hand, day after day", () => {
  test("the due date is a working day with exactly n working days behind it", () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: 1, max: 40 }), (calendar, receivedAt, n) => {
        const { dueOn, dueAt } = dueDate({ term: { n, unit: "working_days" }, receivedAt, calendar, rules })
        // Bishkek keeps six hours ahead all year: the wall clock by plain arithmetic.
        const day = new Date(receivedAt.getTime() + 6 * 3_600_000)
        day.setUTCHours(0, 0, 0, 0)
        for (let left = n; left > 0; ) {
          day.setUTCDate(day.getUTCDate() + 1)
          const named = calendar.days[day.toISOString().slice(0, 10)]
          const weekend = calendar.weekend.includes(day.getUTCDay() || 7)
          if (named === "working" || named === "short" || (named !== "off" && !weekend)) left -= 1
        }
        expect(dueOn).toBe(day.toISOString().slice(0, 10))
        expect(dueAt.getTime()).toBe(day.getTime() + 86_400_000 - 6 * 3_600_000 - 1)
      }),
    )
  })

  test("a longer term never ends earlier, and the term's days add up", () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: 1, max: 60 }), (calendar, receivedAt, n) => {
        for (const unit of ["working_days", "calendar_days", "months"] as const) {
          const one = dueDate({ term: { n, unit }, receivedAt, calendar, rules })
          const more = dueDate({ term: { n: n + 1, unit }, receivedAt, calendar, rules })
          expect(more.dueOn >= one.dueOn).toBe(true)
          expect(isWorkingDay(one.dueOn, calendar)).toBe(true)
          const counted = one.steps.find((step) => step.kind === "counted")
          if (unit === "working_days" && counted)
            expect(daysBetween(counted.from, counted.to) + 1 - counted.daysOff.length).toBe(n)
        }
      }),
      { numRuns: 50 },
    )
  })

  test("days left fall to zero on the last day and below it after, and the warning comes inside the term", () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: 1, max: 40 }), (calendar, receivedAt, n) => {
        const { dueOn, dueAt, steps } = dueDate({
          term: { n, unit: "working_days" },
          receivedAt,
          calendar,
          rules,
        })
        expect(workingDaysLeft(receivedAt, dueOn, calendar)).toBe(n)
        expect(workingDaysLeft(dueAt, dueOn, calendar)).toBe(0)
        expect(workingDaysLeft(new Date(dueAt.getTime() + 1), dueOn, calendar)).toBeLessThan(0)
        const warning = earlyWarningOn(steps, calendar)
        expect(warning <= dueOn).toBe(true)
        expect(warning > dueDate({ term: { n: 0, unit: "months" }, receivedAt, calendar, rules }).dueOn).toBe(
          true,
        )
      }),
    )
  })
})

describe("days left and the early warning", () => {
  test("today is not counted, days off are not counted, lateness is at least a day", () => {
    expect(workingDaysLeft(bishkek("2026-11-20"), "2026-12-01", kyrgyz2026)).toBe(7)
    expect(workingDaysLeft(bishkek("2026-12-01", "23:59"), "2026-12-01", kyrgyz2026)).toBe(0)
    expect(workingDaysLeft(bishkek("2026-11-28"), "2026-11-27", kyrgyz2026)).toBe(-1)
    expect(workingDaysLeft(bishkek("2026-12-02"), "2026-11-27", kyrgyz2026)).toBe(-3)
  })

  test("seven working days warn when seven calendar days have run out; thirty days two working days before", () => {
    const steps = (term: Term, day: string) =>
      dueDate({ term, receivedAt: bishkek(day), calendar: kyrgyz2026, rules }).steps
    expect(earlyWarningOn(steps(sevenDays, "2026-11-16"), kyrgyz2026)).toBe("2026-11-23")
    expect(earlyWarningOn(steps({ n: 30, unit: "calendar_days" }, "2026-11-22"), kyrgyz2026)).toBe(
      "2026-12-18",
    )
    expect(earlyWarningOn(steps({ n: 0, unit: "working_days" }, "2026-11-16"), kyrgyz2026)).toBe("2026-11-16")
    expect(() => earlyWarningOn([], kyrgyz2026)).toThrow(RangeError)
  })

  test("weekdays are ISO's, before 1970 too", () => {
    expect(weekday("2026-11-22")).toBe(7)
    expect(weekday("2026-11-23")).toBe(1)
    expect(weekday("1969-12-31")).toBe(3)
    expect(() => weekday("22.11.2026")).toThrow(RangeError)
  })
})
