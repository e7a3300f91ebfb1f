import { type Locale, locales } from "@/lib/format/locale"
import { catalogue } from "@/messages/catalogue"
import { looseTranslatorFor } from "@/messages/translator"

const isCode = (text: string) => /^[a-z]+(_[a-z]+)*$|^[A-Z]$/.test(text)

/** The word of a source's code in a language, such as `married`; null for what is no code the portal has a word for. */
export function wordOf(field: string, code: string, locale: Locale): string | null {
  if (!isCode(code)) return null
  const words = looseTranslatorFor(locale, "values")
  return words(`${field}.${code}`) ?? words(`any.${code}`)
}

/**
 * The source's code for a word somebody typed in any of the languages, where the field holds such a code now; null when
 * no code of the portal's reads so. A surname that happens to read like a code stays a surname.
 */
export function codeOf(field: string, held: string, typed: string): string | null {
  if (wordOf(field, held, "en") === null) return null
  const folded = typed.toLocaleLowerCase()
  const codes = Object.values(catalogue.en.values).flatMap((words) => Object.keys(words))
  return (
    codes.find((code) =>
      locales.some((locale) => wordOf(field, code, locale)?.toLocaleLowerCase() === folded),
    ) ?? null
  )
}
