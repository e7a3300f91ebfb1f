import { expect, test } from "vitest"
import { type ClockRules, type DueDateInput, dueDate, type Step, type Term } from "@/lib/deadlines/due-date"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { kyrgyz2026 } from "@/lib/deadlines/kyrgyz-2026.fixture"

const rules: ClockRules = {
  firstDay: "next_day",
  closingHour: null,
  rollToWorkingDay: true,
  pausesCount: true,
}
const steps = (term: Term, received: string, more: Partial<DueDateInput> = {}) =>
  dueDate({
    term,
    receivedAt: new Date(`${received}:00+06:00`),
    calendar: kyrgyz2026,
    rules,
    ...more,
  }).steps

test("the arithmetic of a due date is one sentence in three languages", () => {
  const told = steps({ n: 7, unit: "working_days" }, "2026-11-22T10:00")
  expect(explainDueDate(told, "ky")).toBe(
    "22.11.2026 (жекшемби) алынды; 23.11.2026 күнүнөн тартып эсептелет; 7 жумушчу күн; " +
      "эсепке кирбеген майрам күндөрү: жок; жооп 01.12.2026 күнүнөн кечиктирилбестен берилет.",
  )
  expect(explainDueDate(told, "ru")).toBe(
    "Получено 22.11.2026 (воскресенье); отсчёт с 23.11.2026; 7 рабочих дней; " +
      "пропущенные праздничные дни: нет; ответ – не позднее 01.12.2026.",
  )
  expect(explainDueDate(told, "en")).toBe(
    "Received 22.11.2026 (Sunday); counted from 23.11.2026; 7 working days; holidays skipped: none; due 01.12.2026.",
  )
  const may = steps({ n: 7, unit: "working_days" }, "2026-04-29T10:00")
  expect(explainDueDate(may, "en")).toContain("holidays skipped: 01.05–09.05; due 18.05.2026.")
})

test("closing hour, extension and a day of rest at the end are each a part of it", () => {
  const told = steps({ n: 1, unit: "months" }, "2026-11-20T19:00", {
    rules: { ...rules, closingHour: 18 },
    extension: { n: 1, unit: "months" },
  })
  expect(explainDueDate(told, "ru")).toBe(
    "Получено 20.11.2026 (пятница); поступило в нерабочее время, поэтому считается полученным 23.11.2026; " +
      "отсчёт с 24.11.2026; 1 месяц; продлено ещё на 1 месяц; " +
      "23.01.2027 – нерабочий день, поэтому срок переходит на 25.01.2027; ответ – не позднее 25.01.2027.",
  )
  expect(explainDueDate(told, "ky")).toContain("дагы 1 ай узартылды")
  expect(explainDueDate(told, "en")).toContain("extended by 1 month;")
  const named = steps({ n: 5, unit: "working_days" }, "2026-11-20T10:00", {
    extension: { until: "2026-12-09" },
  })
  expect(explainDueDate(named, "ru")).toContain("продлено до 09.12.2026; ответ")
})

test("waiting is told: where it held the term up, where it still does, where it does not", () => {
  const week: Term = { n: 7, unit: "working_days" }
  const pauses = [{ from: "2026-11-18", to: "2026-11-23" }]
  const waited = steps(week, "2026-11-16T10:00", { pauses })
  expect(explainDueDate(waited, "en")).toContain(
    "while an answer was awaited the term stood from 18.11.2026 and ran again on 23.11.2026; due 30.11.2026.",
  )
  const open = steps(week, "2026-11-16T10:00", { pauses: [{ from: "2026-11-18", to: null }] })
  expect(explainDueDate(open, "ru")).toContain("с 18.11.2026 срок стоит до получения ответа;")
  const running = steps(week, "2026-11-16T10:00", { pauses, rules: { ...rules, pausesCount: false } })
  expect(explainDueDate(running, "ky")).toContain(
    "жооп күтүү (18.11.2026 – 23.11.2026) мөөнөттү токтотпойт; жооп 25.11.2026",
  )
})

test("steps kept by an earlier version, which did not tell holidays apart, are still told", () => {
  const stored: Step[] = [
    { kind: "received", on: "2026-08-28" },
    {
      kind: "counted",
      n: 7,
      unit: "working_days",
      from: "2026-08-29",
      to: "2026-09-09",
      daysOff: ["2026-08-29", "2026-08-30", "2026-08-31", "2026-09-05", "2026-09-06"],
    },
    { kind: "due", on: "2026-09-09" },
  ]
  expect(explainDueDate(stored, "en")).toBe(
    "Received 28.08.2026 (Friday); counted from 29.08.2026; 7 working days; holidays skipped: 31.08; due 09.09.2026.",
  )
  expect(explainDueDate([], "en")).toBe("")
})

test("one, two and five days are declined in Russian", () => {
  const of = (n: number) => explainDueDate(steps({ n, unit: "working_days" }, "2026-11-16T10:00"), "ru")
  expect(of(1)).toContain("1 рабочий день;")
  expect(of(2)).toContain("2 рабочих дня;")
  expect(of(5)).toContain("5 рабочих дней;")
})
