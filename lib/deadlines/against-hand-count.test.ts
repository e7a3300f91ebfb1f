import fc from "fast-check"
import { expect, test } from "vitest"
import { isWorkingDay, type WorkingCalendar, workingBetween } from "@/lib/deadlines/calendar"
import { addDays, dayIn, dayNumber, daysBetween } from "@/lib/deadlines/day"
import { type ClockRules, type DueDateInput, dueDate } from "@/lib/deadlines/due-date"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import type { Pause } from "@/lib/deadlines/pauses"
import { workingDaysLeft } from "@/lib/deadlines/working-days-left"

const rules: ClockRules = {
  firstDay: "next_day",
  closingHour: null,
  rollToWorkingDay: true,
  pausesCount: true,
}

const anyCalendar = fc.record({
  zone: fc.constant("Asia/Bishkek"),
  weekend: fc.subarray([5, 6, 7]),
  years: fc.constant([2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033]),
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
const anyUnit = fc.constantFrom("working_days" as const, "calendar_days" as const, "months" as const)
const anyPauses = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 25 }))
    .map(([start, length]): Pause => {
      const from = addDays("2025-12-25", start)
      return { from, to: addDays(from, length) }
    }),
  { maxLength: 4 },
)
const anyInput = fc
  .tuple(anyCalendar, anyInstant, anyPauses, fc.integer({ min: 1, max: 60 }), anyUnit)
  .map(([calendar, receivedAt, pauses, n, unit]): DueDateInput => {
    return { term: { n, unit }, receivedAt, calendar, rules, pauses }
  })

const stands = (day: string, pauses: readonly Pause[]) =>
  pauses.some(({ from, to }) => from <= day && to !== null && day < to)

const works = (day: Date, { days, weekend }: WorkingCalendar) => {
  const named = days[day.toISOString().slice(0, 10)]
  return named ? named !== "off" : !weekend.includes(day.getUTCDay() || 7)
}

test("a term in working days is what a plain walk from day to day finds, waiting left out", () => {
  fc.assert(
    fc.property(
      anyCalendar,
      anyInstant,
      anyPauses,
      fc.integer({ min: 1, max: 40 }),
      (calendar, at, pauses, n) => {
        const { dueOn, dueAt } = dueDate({
          term: { n, unit: "working_days" },
          receivedAt: at,
          calendar,
          rules,
          pauses,
        })
        // Bishkek keeps six hours ahead all year: the wall clock by plain arithmetic.
        const day = new Date(at.getTime() + 6 * 3_600_000)
        day.setUTCHours(0, 0, 0, 0)
        for (let left = n; left > 0; ) {
          day.setUTCDate(day.getUTCDate() + 1)
          if (works(day, calendar) && !stands(day.toISOString().slice(0, 10), pauses)) left -= 1
        }
        expect(dueOn).toBe(day.toISOString().slice(0, 10))
        expect(dueAt.getTime()).toBe(day.getTime() + 86_400_000 - 6 * 3_600_000 - 1)
      },
    ),
    { numRuns: 300 },
  )
})

test("a term in calendar days is what a plain walk finds, and moves off days off and waiting at its end", () => {
  fc.assert(
    fc.property(anyInput, fc.integer({ min: 1, max: 90 }), (input, n) => {
      const { calendar, pauses = [] } = input
      const { dueOn } = dueDate({ ...input, term: { n, unit: "calendar_days" } })
      let day = dayIn(input.receivedAt, calendar.zone)
      for (let left = n; left > 0; ) {
        day = addDays(day, 1)
        if (!stands(day, pauses)) left -= 1
      }
      while (!isWorkingDay(day, calendar) || stands(day, pauses)) day = addDays(day, 1)
      expect(dueOn).toBe(day)
    }),
    { numRuns: 300 },
  )
})

test("a longer term never ends earlier, and none ends on a day off", () => {
  fc.assert(
    fc.property(anyInput, fc.integer({ min: 1, max: 5 }), (input, more) => {
      const one = dueDate(input)
      const longer = dueDate({ ...input, term: { ...input.term, n: input.term.n + more } })
      expect(longer.dueOn >= one.dueOn).toBe(true)
      expect(isWorkingDay(one.dueOn, input.calendar)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test("waiting for n working days moves a term in working days by n of them, and any term by n days before it rolls", () => {
  fc.assert(
    fc.property(anyInput, fc.nat(), fc.integer({ min: 1, max: 30 }), (input, place, length) => {
      const { calendar } = input
      const plain = dueDate({ ...input, pauses: [] })
      const start = dayIn(input.receivedAt, calendar.zone)
      const from = addDays(start, 1 + (place % daysBetween(start, plain.dueOn)))
      const to = addDays(from, length)
      const n = workingBetween(dayNumber(from), dayNumber(to), calendar)
      const waited = dueDate({ ...input, pauses: [{ from, to }] })
      if (input.term.unit === "working_days")
        expect(workingBetween(dayNumber(plain.dueOn), dayNumber(waited.dueOn), calendar)).toBe(n)
      const end = (steps: typeof plain.steps) => steps.find(({ kind }) => kind === "counted")
      const [before, after] = [end(plain.steps), end(waited.steps)]
      if (before?.kind !== "counted" || after?.kind !== "counted") throw new Error("no count")
      if (from <= before.to) expect(daysBetween(before.to, after.to)).toBeGreaterThanOrEqual(n)
      expect(waited.dueOn >= plain.dueOn).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test("a pause told in two parts, in any order, is the same pause", () => {
  fc.assert(
    fc.property(anyInput, fc.nat(), fc.boolean(), (input, place, turned) => {
      const pauses = (input.pauses ?? []).flatMap((pause): Pause[] => {
        const length = pause.to ? daysBetween(pause.from, pause.to) : 0
        const middle = addDays(pause.from, length > 0 ? place % (length + 1) : 0)
        return [
          { from: pause.from, to: middle },
          { from: middle, to: pause.to },
        ]
      })
      expect(dueDate({ ...input, pauses: turned ? pauses.toReversed() : pauses })).toEqual(dueDate(input))
    }),
    { numRuns: 300 },
  )
})

test("steps stored and read again tell the same one sentence in each language", () => {
  fc.assert(
    fc.property(anyInput, fc.constantFrom("ky" as const, "ru" as const, "en" as const), (input, locale) => {
      const { steps, dueOn } = dueDate(input)
      const sentence = explainDueDate(steps, locale)
      expect(explainDueDate(JSON.parse(JSON.stringify(steps)), locale)).toBe(sentence)
      expect(sentence).toContain(dueOn.split("-").reverse().join("."))
      expect(sentence.match(/\.(?!\d)/g)).toHaveLength(1)
    }),
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
      expect(warning > dayIn(receivedAt, calendar.zone)).toBe(true)
    }),
  )
})
