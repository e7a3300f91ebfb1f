import type { TermUnit } from "@/lib/deadlines/due-date"
import type { Locale } from "@/lib/format/locale"

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** The parts of the sentence that tells a due date; dates come in as they are shown. */
export type DueDateWords = {
  units: Record<TermUnit, Forms>
  /** Monday first. */
  weekdays: readonly string[]
  received: (on: string, weekday: string) => string
  found: (on: string, weekday: string) => string
  reopened: (on: string) => string
  countsAs: (on: string) => string
  atOnce: string
  from: (on: string) => string
  none: string
  skipped: (days: string) => string
  paused: (from: string, to: string) => string
  standing: (from: string) => string
  waited: (from: string, to: string | null) => string
  extended: (term: string) => string
  extendedTo: (on: string) => string
  rolled: (from: string, to: string) => string
  due: (on: string) => string
  tellBy: (on: string) => string
}

const ky: DueDateWords = {
  units: {
    working_days: { other: "жумушчу күн" },
    calendar_days: { other: "календардык күн" },
    months: { other: "ай" },
  },
  weekdays: ["дүйшөмбү", "шейшемби", "шаршемби", "бейшемби", "жума", "ишемби", "жекшемби"],
  received: (on, weekday) => `${on} (${weekday}) алынды`,
  found: (on, weekday) => `${on} (${weekday}) табылды`,
  reopened: (on) => `${on} кайра ачылды, мөөнөт жаңыдан башталды`,
  countsAs: (on) => `жумуш убактысынан тышкары келгендиктен, ${on} алынган деп эсептелет`,
  atOnce: "мөөнөт алынган учурдан тартып",
  from: (on) => `${on} күнүнөн тартып эсептелет`,
  none: "жок",
  skipped: (days) => `эсепке кирбеген майрам күндөрү: ${days}`,
  paused: (from, to) => `жооп күтүлгөндүктөн, мөөнөт ${from} токтоп, ${to} кайра уланды`,
  standing: (from) => `жооп күтүлгөндүктөн, мөөнөт ${from} күнүнөн бери токтоп турат`,
  waited: (from, to) => `жооп күтүү (${to ? `${from} – ${to}` : `${from} күнүнөн бери`}) мөөнөттү токтотпойт`,
  extended: (term) => `дагы ${term} узартылды`,
  extendedTo: (on) => `${on} күнүнө чейин узартылды`,
  rolled: (from, to) => `${from} жумушчу күн эмес, ошондуктан ${to} күнүнө жылат`,
  due: (on) => `жооп ${on} күнүнөн кечиктирилбестен берилет`,
  tellBy: (on) => `билдирүү ${on} күнүнөн кечиктирилбестен жөнөтүлөт`,
}

const ru: DueDateWords = {
  units: {
    working_days: { one: "рабочий день", few: "рабочих дня", other: "рабочих дней" },
    calendar_days: { one: "календарный день", few: "календарных дня", other: "календарных дней" },
    months: { one: "месяц", few: "месяца", other: "месяцев" },
  },
  weekdays: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
  received: (on, weekday) => `получено ${on} (${weekday})`,
  found: (on, weekday) => `обнаружено ${on} (${weekday})`,
  reopened: (on) => `открыто вновь ${on}, срок начался заново`,
  countsAs: (on) => `поступило в нерабочее время, поэтому считается полученным ${on}`,
  atOnce: "срок – с момента получения",
  from: (on) => `отсчёт с ${on}`,
  none: "нет",
  skipped: (days) => `пропущенные праздничные дни: ${days}`,
  paused: (from, to) => `пока ждали ответа, срок стоял с ${from} и снова пошёл ${to}`,
  standing: (from) => `с ${from} срок стоит до получения ответа`,
  waited: (from, to) => `ожидание ответа (${to ? `${from} – ${to}` : `с ${from}`}) срок не останавливает`,
  extended: (term) => `продлено ещё на ${term}`,
  extendedTo: (on) => `продлено до ${on}`,
  rolled: (from, to) => `${from} – нерабочий день, поэтому срок переходит на ${to}`,
  due: (on) => `ответ – не позднее ${on}`,
  tellBy: (on) => `уведомление – не позднее ${on}`,
}

const en: DueDateWords = {
  units: {
    working_days: { one: "working day", other: "working days" },
    calendar_days: { one: "calendar day", other: "calendar days" },
    months: { one: "month", other: "months" },
  },
  weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  received: (on, weekday) => `received ${on} (${weekday})`,
  found: (on, weekday) => `found ${on} (${weekday})`,
  reopened: (on) => `opened again ${on}, and the term began anew`,
  countsAs: (on) => `it came outside working hours, so it counts as received on ${on}`,
  atOnce: "the term runs from the moment of receipt",
  from: (on) => `counted from ${on}`,
  none: "none",
  skipped: (days) => `holidays skipped: ${days}`,
  paused: (from, to) => `while an answer was awaited the term stood from ${from} and ran again on ${to}`,
  standing: (from) => `the term has stood since ${from} while an answer is awaited`,
  waited: (from, to) =>
    `waiting for an answer (${to ? `${from} – ${to}` : `since ${from}`}) does not stop the term`,
  extended: (term) => `extended by ${term}`,
  extendedTo: (on) => `extended to ${on}`,
  rolled: (from, to) => `${from} is not a working day, so the term moves to ${to}`,
  due: (on) => `due ${on}`,
  tellBy: (on) => `the notice is due ${on}`,
}

export const dueDateWords: Record<Locale, DueDateWords> = { ky, ru, en }
