import { expect, test } from "vitest"
import { type ClockRules, type DueDateInput, dueDate, type Term } from "@/lib/deadlines/due-date"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { extendDueDate } from "@/lib/deadlines/extend-due-date"
import { lapseTerm } from "@/lib/deadlines/from-policy"
import { kyrgyz2026 } from "@/lib/deadlines/kyrgyz-2026.fixture"
import { lapseOf } from "@/lib/deadlines/lapse"
import { ExtensionRefused } from "@/lib/deadlines/refusals"
import { remindersBefore } from "@/lib/deadlines/reminders"
import { workingDaysLeft } from "@/lib/deadlines/working-days-left"

const rules: ClockRules = {
  firstDay: "next_day",
  closingHour: null,
  rollToWorkingDay: true,
  pausesCount: true,
}
const sevenDays: Term = { n: 7, unit: "working_days" }
const bishkek = (day: string, time = "10:00") => new Date(`${day}T${time}:00+06:00`)
const counted = (term: Term, day: string): DueDateInput => ({
  term,
  receivedAt: bishkek(day),
  calendar: kyrgyz2026,
  rules,
})

test("today is not counted, days off are not counted, lateness is at least a day, a year unknown stops nobody", () => {
  expect(workingDaysLeft(bishkek("2026-11-20"), "2026-12-01", kyrgyz2026)).toBe(7)
  expect(workingDaysLeft(bishkek("2026-12-01", "23:59"), "2026-12-01", kyrgyz2026)).toBe(0)
  expect(workingDaysLeft(bishkek("2026-11-28"), "2026-11-27", kyrgyz2026)).toBe(-1)
  expect(workingDaysLeft(bishkek("2026-12-02"), "2026-11-27", kyrgyz2026)).toBe(-3)
  expect(workingDaysLeft(bishkek("2029-01-02"), "2029-01-05", kyrgyz2026)).toBe(3)
})

test("seven working days warn when seven calendar days have run out, thirty days two working days before", () => {
  const warning = (term: Term, day: string, more: Partial<DueDateInput> = {}) =>
    earlyWarningOn(dueDate({ ...counted(term, day), ...more }).steps, kyrgyz2026)
  expect(warning(sevenDays, "2026-11-16")).toBe("2026-11-23")
  expect(warning({ n: 30, unit: "calendar_days" }, "2026-11-22")).toBe("2026-12-18")
  expect(warning({ n: 1, unit: "working_days" }, "2026-11-20")).toBe("2026-11-21")
  const waited = { pauses: [{ from: "2026-11-18", to: "2026-11-23" }] }
  expect(warning(sevenDays, "2026-11-16", waited)).toBe("2026-11-28")
  expect(warning(sevenDays, "2026-11-16", { extension: { n: 5, unit: "working_days" } })).toBe("2026-11-30")
  expect(() => earlyWarningOn([], kyrgyz2026)).toThrow(RangeError)
})

test("reminders fall on working days before the end, in order, each once, none before the beginning", () => {
  expect(remindersBefore("2026-12-01", [1, 3], "2026-11-22", kyrgyz2026)).toEqual([
    "2026-11-26",
    "2026-11-30",
  ])
  expect(remindersBefore("2026-05-11", [1, 1, 2], "2026-04-01", kyrgyz2026)).toEqual([
    "2026-04-29",
    "2026-04-30",
  ])
  expect(remindersBefore("2026-11-24", [1, 10], "2026-11-20", kyrgyz2026)).toEqual(["2026-11-23"])
})

test("waiting lapses after the profile's term, else after thirty days, with two reminders before", () => {
  const own = { otherTerms: [{ code: "lapse", term: { n: 10, unit: "working_days" as const } }] }
  const term = {
    title: { ky: "x", ru: "x", en: "x" },
    cites: [{ law: "DC" }],
    confidence: "assumed" as const,
  }
  const profile = { otherTerms: own.otherTerms.map((one) => ({ ...one, ...term })) }
  expect(lapseTerm(profile)).toEqual({ n: 10, unit: "working_days" })
  expect(lapseTerm({ otherTerms: [] })).toEqual({ n: 30, unit: "calendar_days" })
  const lapse = lapseOf(bishkek("2026-11-02"), lapseTerm({ otherTerms: [] }), kyrgyz2026, rules)
  expect(lapse).toEqual({
    lapsesOn: "2026-12-02",
    lapsesAt: new Date("2026-12-02T17:59:59.999Z"),
    remindOn: ["2026-11-18", "2026-11-27"],
  })
  const short = lapseOf(bishkek("2026-11-02"), { n: 3, unit: "working_days" }, kyrgyz2026, rules)
  expect(short).toMatchObject({ lapsesOn: "2026-11-05", remindOn: [] })
})

const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof ExtensionRefused) return `${error.code} ${error.values.date}`
    throw error
  }
  return "given"
}

test("a term is extended once, inside it, where the profile has a source, no further than the source", () => {
  const month = counted({ n: 1, unit: "months" }, "2026-01-31")
  const twoMonths = { max: { n: 2, unit: "months" } } as const
  const inside = bishkek("2026-03-02", "23:59")
  const by = (n: number) => ({ n, unit: "months" }) as const
  const extended = extendDueDate(month, by(2), twoMonths, inside)
  expect(extended.dueOn).toBe("2026-04-30")
  expect(extended.steps).toContainEqual(expect.objectContaining({ kind: "extended", n: 2, unit: "months" }))
  expect(refusal(() => extendDueDate(month, by(2), undefined, inside))).toBe(
    "extension_without_source 02.03.2026",
  )
  expect(refusal(() => extendDueDate(month, by(3), twoMonths, inside))).toBe("extension_too_long 30.04.2026")
  expect(refusal(() => extendDueDate({ ...month, extension: by(1) }, by(1), twoMonths, inside))).toBe(
    "extended_before 31.03.2026",
  )
  const after = bishkek("2026-03-03", "00:00")
  expect(refusal(() => extendDueDate(month, by(1), twoMonths, after))).toBe(
    "extension_after_deadline 02.03.2026",
  )
})

test("without a length in the profile the notice names the day, later than the present one", () => {
  const complaint = counted({ n: 5, unit: "working_days" }, "2026-11-20")
  const now = bishkek("2026-11-27")
  expect(extendDueDate(complaint, { until: "2026-12-09" }, {}, now).dueOn).toBe("2026-12-09")
  expect(refusal(() => extendDueDate(complaint, { until: "2026-11-27" }, {}, now))).toBe(
    "extension_not_later 27.11.2026",
  )
  const unrolled = { ...complaint, rules: { ...rules, rollToWorkingDay: false } }
  expect(refusal(() => extendDueDate(unrolled, { until: "2046-12-09" }, {}, now))).toBe(
    "extension_too_long 24.11.2036",
  )
})
