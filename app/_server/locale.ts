import { cookies, headers } from "next/headers"
import { cache } from "react"
import { defaultLocale, isLocale, type Locale, localeFromHeader } from "@/lib/format/locale"
import { looseTranslatorFor, type Namespace, translatorFor } from "@/messages/translator"

/** The name of the cookie that holds the reader's language. */
export const localeCookie = "locale"

/**
 * The reader's language: the cookie `locale`, else Accept-Language, else Kyrgyz. An unknown value counts as absent.
 * Signing in with an account that has a language, and no cookie, sets the cookie (`rememberLocale`).
 */
export const currentLocale = cache(async (): Promise<Locale> => {
  const chosen = (await cookies()).get(localeCookie)?.value
  if (isLocale(chosen)) return chosen
  return localeFromHeader((await headers()).get("accept-language")) ?? defaultLocale
})

/** The translator of one namespace in the reader's language; see `translatorFor`. */
export const translator = async <const N extends Namespace>(namespace: N) =>
  translatorFor(await currentLocale(), namespace)

/**
 * Looks up a key known only at run time, such as the code of an error: the text, or null when the namespace has no
 * such message.
 */
export const looseTranslator = async (namespace: Namespace) =>
  looseTranslatorFor(await currentLocale(), namespace)

/** Keeps the language for a year. Only from actions and route handlers. */
export const rememberLocale = async (locale: Locale): Promise<void> => {
  const secure = process.env.APP_URL?.startsWith("https:") ?? false
  const maxAge = 365 * 24 * 60 * 60
  ;(await cookies()).set(localeCookie, locale, { path: "/", sameSite: "lax", httpOnly: true, secure, maxAge })
}

/**
 * The same, for the account's language at sign-in: a language chosen by hand before stays. Only from actions and
 * route handlers.
 */
export const adoptLocale = async (locale: Locale): Promise<void> => {
  if (!isLocale((await cookies()).get(localeCookie)?.value)) await rememberLocale(locale)
}
