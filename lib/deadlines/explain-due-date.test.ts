import { expect, test } from "vitest"
import { type ClockRules, dueDate, type Term } from "@/lib/deadlines/due-date"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { kyrgyz2026 } from "@/lib/deadlines/kyrgyz-2026.fixture"

const rules: ClockRules = { firstDay: "next_day", closingHour: null, rollToWorkingDay: true }
const steps = (term: Term, received: string, more: Partial<ClockRules> = {}, extension?: Term) =>
  dueDate({
    term,
    receivedAt: new Date(`${received}:00+06:00`),
    calendar: kyrgyz2026,
    rules: { ...rules, ...more },
    extension,
  }).steps

test("the arithmetic of a due date is told in three languages", () => {
  const told = steps({ n: 7, unit: "working_days" }, "2026-04-29T10:00")
  expect(explainDueDate(told, "ky")).toBe(
    "Кайрылуу 29.04.2026 күнү алынды. Мөөнөт – 7 жумушчу күн, 30.04.2026 күнүнөн тартып эсептелет; " +
      "эс алуу жана майрам күндөрү (01.05–10.05, 16.05–17.05) кирбейт. Жооп 18.05.2026 күнүнөн кечиктирилбестен берилет.",
  )
  expect(explainDueDate(told, "ru")).toBe(
    "Обращение получено 29.04.2026. Срок – 7 рабочих дней, считается с 30.04.2026; " +
      "выходные и праздничные дни (01.05–10.05, 16.05–17.05) не входят. Ответ – не позднее 18.05.2026.",
  )
  expect(explainDueDate(told, "en")).toBe(
    "The request was received on 29.04.2026. The term is 7 working days, counted from 30.04.2026; " +
      "days off (01.05–10.05, 16.05–17.05) are not counted. The answer is due no later than 18.05.2026.",
  )
})

test("closing hour, extension and a day of rest at the end are each a sentence", () => {
  const told = steps(
    { n: 1, unit: "months" },
    "2026-11-20T19:00",
    { closingHour: 18 },
    { n: 1, unit: "months" },
  )
  expect(explainDueDate(told, "ru")).toBe(
    "Обращение получено 20.11.2026. Оно поступило в нерабочее время, поэтому считается полученным 23.11.2026. " +
      "Срок – 1 месяц, считается с 24.11.2026. Срок продлён ещё на 1 месяц. " +
      "23.01.2027 – нерабочий день, поэтому срок переходит на 25.01.2027. Ответ – не позднее 25.01.2027.",
  )
  expect(explainDueDate(told, "ky")).toContain("Мөөнөт дагы 1 ай узартылды.")
  expect(explainDueDate(told, "en")).toContain("The term was extended by 1 month.")
})

test("a term of nothing is told as from the moment, and stored steps tell the same", () => {
  const told = steps({ n: 0, unit: "working_days" }, "2026-11-22T10:00")
  expect(explainDueDate(told, "ky")).toContain("Мөөнөт алынган учурдан тартып: 22.11.2026.")
  expect(explainDueDate(JSON.parse(JSON.stringify(told)), "ky")).toBe(explainDueDate(told, "ky"))
})

test("one, two and five days are declined in Russian", () => {
  const of = (n: number) => explainDueDate(steps({ n, unit: "working_days" }, "2026-11-16T10:00"), "ru")
  expect(of(1)).toContain("1 рабочий день,")
  expect(of(2)).toContain("2 рабочих дня,")
  expect(of(5)).toContain("5 рабочих дней,")
})
