import { formatLongDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { Day } from "@/lib/letters/letter"

// The month stands in the possessive («ноябры»), so each case ending follows its last vowel.
const ending = { dative: { ы: "на", и: "не", у: "на" }, locative: { ы: "нда", и: "нде", у: "нда" } } as const

const inCase = (day: Day, name: keyof typeof ending): string => {
  const date = formatLongDate(day, "ky")
  const vowel = date.at(-1)
  return vowel === "ы" || vowel === "и" || vowel === "у" ? `${date}${ending[name][vowel]}` : date
}

/** «2031-жылдын 5-мартына чейин», «до 5 марта 2031 г.», "until 5 March 2031". */
export const untilDate = (day: Day, locale: Locale): string => {
  if (locale === "ky") return `${inCase(day, "dative")} чейин`
  return `${locale === "ru" ? "до" : "until"} ${formatLongDate(day, locale)}`
}

/** When something happened: «2026-жылдын 22-ноябрында», «22 ноября 2026 г.», "on 22 November 2026". */
export const onDate = (day: Day, locale: Locale): string => {
  if (locale === "ky") return inCase(day, "locative")
  return locale === "ru" ? formatLongDate(day, locale) : `on ${formatLongDate(day, locale)}`
}
