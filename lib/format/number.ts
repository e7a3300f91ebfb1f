import type { Locale } from "@/lib/format/locale"

const nbsp = "\u00a0"

/*
 * Russian formatting with the region KG serves Kyrgyz too: browsers have no Kyrgyz, and plain `ru` writes KGS where
 * people write сом. Grouping of four-digit numbers is forced so that columns of sums line up.
 */
const grouped = (fraction: number) => {
  const settings = {
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
    useGrouping: "always",
    numberingSystem: "latn",
  } as const
  const ru = new Intl.NumberFormat("ru-KG", settings)
  const en = new Intl.NumberFormat("en-GB", settings)
  return { ky: ru, ru, en }
}
const whole = grouped(0)
const cents = grouped(2)

const plain = (text: string): string => text.replace(/[\u202f\u2009 ]/g, nbsp).replace("-", "\u2212")

/**
 * A sum in som: `125 000,50 сом`, in English `125,000.50 som`; a whole sum has no decimals. `amount` is a number or a
 * decimal text as PostgreSQL's numeric gives it, whose digits are kept exactly. Throws RangeError otherwise.
 */
export const formatMoney = (amount: number | string, locale: Locale): string => {
  const text = typeof amount === "number" ? amount.toFixed(2) : amount.trim()
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new RangeError("not a sum")
  const { format } = /\.\d*[1-9]/.test(text) ? cents[locale] : whole[locale]
  // A decimal text passes through Intl without becoming a binary fraction.
  const figures = plain(format(text as `${number}`))
  return `${figures}${nbsp}${locale === "en" ? "som" : "сом"}`
}

/** A count with grouped thousands: `1 234 567`, in English `1,234,567`. Fractions are rounded. */
export const formatCount = (count: number, locale: Locale): string => plain(whole[locale].format(count))
