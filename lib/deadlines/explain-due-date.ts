import { addDays, type Day, weekday } from "@/lib/deadlines/day"
import type { Step, TermUnit } from "@/lib/deadlines/due-date"
import { type DueDateWords, dueDateWords } from "@/lib/deadlines/due-date-words"
import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"

/** Consecutive days written as one stretch: `28.11–29.11, 01.12`. */
const stretches = (days: readonly Day[], locale: Locale): string => {
  const found: { from: Day; to: Day }[] = []
  for (const day of days) {
    const open = found.at(-1)
    if (open && addDays(open.to, 1) === day) open.to = day
    else found.push({ from: day, to: day })
  }
  const short = (day: Day) => formatDate(day, locale).slice(0, 5)
  return found.map(({ from, to }) => (from === to ? short(from) : `${short(from)}–${short(to)}`)).join(", ")
}

type Counted = { unit: TermUnit; daysOff: readonly Day[]; holidays?: readonly Day[] }

/** The holidays a term in working days stepped over. Older steps do not tell them apart: days off inside the week. */
const skipped = ({ unit, daysOff, holidays }: Counted, locale: Locale, say: DueDateWords): string[] => {
  if (unit !== "working_days") return []
  const named = holidays ?? daysOff.filter((day) => weekday(day) < 6)
  return [say.skipped(named.length > 0 ? stretches(named, locale) : say.none)]
}

/** A term as it is written: «5 жумушчу күн», "5 рабочих дней". */
export const termInWords = ({ n, unit }: { n: number; unit: TermUnit }, locale: Locale): string => {
  // "31 working days" and the Russian "на 1 месяц" read alike in the nominative and the accusative.
  const forms = dueDateWords[locale].units[unit]
  return `${n} ${forms[new Intl.PluralRules(locale).select(n)] ?? forms.other}`
}

const told = (step: Step, locale: Locale): string[] => {
  const say = dueDateWords[locale]
  const date = (day: Day) => formatDate(day, locale)
  const term = (length: { n: number; unit: TermUnit }) => termInWords(length, locale)
  switch (step.kind) {
    case "received":
      return [say.received(date(step.on), say.weekdays[weekday(step.on) - 1] ?? "")]
    case "found":
      return [say.found(date(step.on), say.weekdays[weekday(step.on) - 1] ?? "")]
    case "reopened":
      return [say.reopened(date(step.on))]
    case "counts_as":
      return [say.countsAs(date(step.on))]
    case "counted":
      return step.n === 0
        ? [say.atOnce]
        : [say.from(date(step.from)), term(step), ...skipped(step, locale, say)]
    case "paused":
      return [say.paused(date(step.from), date(step.to))]
    case "standing":
      return [say.standing(date(step.from))]
    case "waited":
      return [say.waited(date(step.from), step.to && date(step.to))]
    case "extended":
      return [say.extended(term(step)), ...(step.daysOff.length > 0 ? skipped(step, locale, say) : [])]
    case "extended_to":
      return [say.extendedTo(date(step.to))]
    case "rolled":
      return [say.rolled(date(step.from), date(step.to))]
    case "due":
      return [say.due(date(step.on))]
    case "tell_by":
      return [say.tellBy(date(step.on))]
  }
}

/**
 * The arithmetic of a due date as one plain sentence: received, counted from, the term, the holidays skipped, where it
 * stood, extended, moved off a day of rest, due. Dates are DD.MM.YYYY. `steps` are those `dueDate` returned, fresh or
 * from storage.
 */
export const explainDueDate = (steps: readonly Step[], locale: Locale): string => {
  const sentence = steps.flatMap((step) => told(step, locale)).join("; ")
  return sentence === "" ? "" : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}
