import { addDays, type Day } from "@/lib/deadlines/day"
import type { Step, TermUnit } from "@/lib/deadlines/due-date"

type Locale = "ky" | "ru" | "en"
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
type Words = {
  units: Record<TermUnit, Forms>
  received: (on: string) => string
  countsAs: (on: string) => string
  atOnce: (on: string) => string
  counted: (term: string, from: string, off: string) => string
  extended: (term: string, off: string) => string
  off: (days: string) => string
  rolled: (from: string, to: string) => string
  due: (on: string) => string
}

const words: Record<Locale, Words> = {
  ky: {
    units: {
      working_days: { other: "жумушчу күн" },
      calendar_days: { other: "календардык күн" },
      months: { other: "ай" },
    },
    received: (on) => `Кайрылуу ${on} күнү алынды.`,
    countsAs: (on) => `Жумуш убактысынан тышкары келгендиктен, ${on} күнү алынган деп эсептелет.`,
    atOnce: (on) => `Мөөнөт алынган учурдан тартып: ${on}.`,
    counted: (term, from, off) => `Мөөнөт – ${term}, ${from} күнүнөн тартып эсептелет${off}.`,
    extended: (term, off) => `Мөөнөт дагы ${term} узартылды${off}.`,
    off: (days) => `; эс алуу жана майрам күндөрү (${days}) кирбейт`,
    rolled: (from, to) => `${from} жумушчу күн эмес, ошондуктан мөөнөт ${to} күнүнө жылат.`,
    due: (on) => `Жооп ${on} күнүнөн кечиктирилбестен берилет.`,
  },
  ru: {
    units: {
      working_days: { one: "рабочий день", few: "рабочих дня", other: "рабочих дней" },
      calendar_days: { one: "календарный день", few: "календарных дня", other: "календарных дней" },
      months: { one: "месяц", few: "месяца", other: "месяцев" },
    },
    received: (on) => `Обращение получено ${on}.`,
    countsAs: (on) => `Оно поступило в нерабочее время, поэтому считается полученным ${on}.`,
    atOnce: (on) => `Срок – с момента получения: ${on}.`,
    counted: (term, from, off) => `Срок – ${term}, считается с ${from}${off}.`,
    extended: (term, off) => `Срок продлён ещё на ${term}${off}.`,
    off: (days) => `; выходные и праздничные дни (${days}) не входят`,
    rolled: (from, to) => `${from} – нерабочий день, поэтому срок переходит на ${to}.`,
    due: (on) => `Ответ – не позднее ${on}.`,
  },
  en: {
    units: {
      working_days: { one: "working day", other: "working days" },
      calendar_days: { one: "calendar day", other: "calendar days" },
      months: { one: "month", other: "months" },
    },
    received: (on) => `The request was received on ${on}.`,
    countsAs: (on) => `It came outside working hours, so it counts as received on ${on}.`,
    atOnce: (on) => `The term runs from the moment of receipt: ${on}.`,
    counted: (term, from, off) => `The term is ${term}, counted from ${from}${off}.`,
    extended: (term, off) => `The term was extended by ${term}${off}.`,
    off: (days) => `; days off (${days}) are not counted`,
    rolled: (from, to) => `${from} is not a working day, so the term moves to ${to}.`,
    due: (on) => `The answer is due no later than ${on}.`,
  },
}

const shown = (day: Day): string => day.split("-").reverse().join(".")
const dayAndMonth = (day: Day): string => shown(day).slice(0, 5)

/** Consecutive days written as one stretch: `28.11–29.11, 01.12`. */
const stretches = (days: readonly Day[]): string => {
  const found: { from: Day; to: Day }[] = []
  for (const day of days) {
    const open = found.at(-1)
    if (open && addDays(open.to, 1) === day) open.to = day
    else found.push({ from: day, to: day })
  }
  return found
    .map(({ from, to }) => (from === to ? dayAndMonth(from) : `${dayAndMonth(from)}–${dayAndMonth(to)}`))
    .join(", ")
}

const sentence = (step: Step, locale: Locale): string => {
  const say = words[locale]
  // "31 working days" and the Russian "на 1 месяц" read alike in the nominative and the accusative.
  const term = (n: number, unit: TermUnit) => {
    const forms = say.units[unit]
    return `${n} ${forms[new Intl.PluralRules(locale).select(n)] ?? forms.other}`
  }
  const off = (days: readonly Day[]) => (days.length > 0 ? say.off(stretches(days)) : "")
  switch (step.kind) {
    case "received":
      return say.received(shown(step.on))
    case "counts_as":
      return say.countsAs(shown(step.on))
    case "counted":
      return step.n === 0
        ? say.atOnce(shown(step.to))
        : say.counted(term(step.n, step.unit), shown(step.from), off(step.daysOff))
    case "extended":
      return say.extended(term(step.n, step.unit), off(step.daysOff))
    case "rolled":
      return say.rolled(shown(step.from), shown(step.to))
    case "due":
      return say.due(shown(step.on))
  }
}

/**
 * The arithmetic of a due date in words, sentence by sentence: received, counted from, days off left out, extended,
 * moved off a day of rest, due. Dates are DD.MM.YYYY. `steps` are those `dueDate` returned, fresh or from storage.
 */
export const explainDueDate = (steps: readonly Step[], locale: Locale): string =>
  steps.map((step) => sentence(step, locale)).join(" ")
