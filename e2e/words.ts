import { readFileSync } from "node:fs"
import path from "node:path"
import { createTranslator, type TranslationValues } from "use-intl/core"
import type { Locale } from "@/lib/format/locale"

const known = new Map<string, (key: string, values?: TranslationValues) => string>()

function translatorOf(locale: Locale, namespace: string) {
  const at = path.join("messages", locale, `${namespace}.json`)
  const translate = known.get(at)
  if (translate) return translate
  const messages: Record<string, string> = JSON.parse(readFileSync(at, "utf8"))
  const onError = (error: Error) => {
    throw error
  }
  const made = createTranslator({ locale, messages, timeZone: "Asia/Bishkek", onError })
  known.set(at, made)
  return made
}

/** What the screen says in a language: `say("ky", "sign-in.submit")`. Throws when there is no such message. */
export function say(locale: Locale, key: string, values?: TranslationValues): string {
  const [namespace = "", ...rest] = key.split(".")
  return translatorOf(locale, namespace)(rest.join("."), values)
}
