/** The languages of the portal, the default first. */
export const locales = ["ky", "ru", "en"] as const

export type Locale = (typeof locales)[number]

export const defaultLocale: Locale = "ky"

/** The three languages by their own names, for the language switch. */
export const localeNames: Record<Locale, string> = { ky: "Кыргызча", ru: "Русский", en: "English" }

/** Whether `value` (a cookie, a form field, a column) is one of the portal's languages. */
export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value)

/**
 * The best of the portal's languages for an Accept-Language header (RFC 9110 §12.5.4): highest quality first,
 * regions ignored, `*` and unknown languages skipped. Null when none fits or the header is absent or malformed.
 */
export const localeFromHeader = (header: string | null | undefined): Locale | null => {
  const wanted = (header ?? "")
    .split(",")
    .slice(0, 20)
    .map((entry) => {
      const [range = "", ...parameters] = entry.trim().toLowerCase().split(";")
      const q = parameters
        .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
        .find(Boolean)
      return { language: range.trim().split("-")[0], quality: q === undefined ? 1 : Number(q) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { language } of wanted) if (isLocale(language)) return language
  return null
}
