import { type Locale, locales } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import type { InForce } from "@/lib/policy/editions"
import type { DataMap } from "@/lib/sources/map-schema"
import { looseTranslatorFor, translatorFor } from "@/messages/translator"

/** Whether the portal itself may have a word for a text: the map's own words say for themselves what they mean. */
const isCode = (text: string) => /^[a-z]+(_[a-z]+)*$|^[A-Z]$/.test(text)

const own = <T>(record: Record<string, T> | undefined, key: string): T | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined

/**
 * The word of a source's code in a language, such as `married`: as the data map has it for this field, or anywhere; else
 * the portal's own. Null for what is no code anybody has a word for.
 */
export function wordOf({ words }: DataMap, field: string, code: string, locale: Locale): string | null {
  const text = own(own(words?.fields, field), code) ?? own(words?.values, code)
  if (text) return text[locale]
  return isCode(code) ? looseTranslatorFor(locale, "values")(`any.${code}`) : null
}

/** What a part of a compound value, or of a fact's evidence, is called; null where the data map does not say. */
export const nameOfPart = ({ words }: DataMap, key: string, locale: Locale): string | null =>
  own(words?.names, key)?.[locale] ?? null

/** A code as a page tells it: its word, the policy's title where it is a code of the policy's own, else as it stands. */
export const codeIn = ({ policy, dataMap }: InForce, field: string, code: string, locale: Locale): string =>
  wordOf(dataMap, field, code, locale) ??
  // Records of consent carry the policy's own codes.
  [...policy.purposes, ...policy.recipients].find((each) => each.code === code)?.title[locale] ??
  code

/** What a part of a compound value is called; its own key, spelled as words, where the map does not say. */
export const partIn = ({ dataMap }: InForce, key: string, locale: Locale): string =>
  nameOfPart(dataMap, key, locale) ??
  key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()

/** A file's size in words. */
export function sizeIn(bytes: number, locale: Locale): string {
  const t = translatorFor(locale, "data")
  return bytes < 1_000_000
    ? t("size.kb", { n: formatCount(Math.max(1, Math.round(bytes / 1_000)), locale) })
    : t("size.mb", { n: formatCount(Math.round(bytes / 1_000_000), locale) })
}

/**
 * The source's code for a word somebody typed in any of the languages, where the field holds such a code now; null when
 * no code reads so. A surname that happens to read like a code stays a surname.
 */
export function codeOf(dataMap: DataMap, field: string, held: string, typed: string): string | null {
  if (wordOf(dataMap, field, held, "en") === null) return null
  const folded = typed.toLocaleLowerCase()
  const { words } = dataMap
  const codes = [...Object.keys(own(words?.fields, field) ?? {}), ...Object.keys(words?.values ?? {})]
  return (
    codes.find((code) =>
      locales.some((locale) => wordOf(dataMap, field, code, locale)?.toLocaleLowerCase() === folded),
    ) ?? null
  )
}
