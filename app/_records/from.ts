import "server-only"
import { currentLocale, looseTranslator } from "@/app/_server/locale"
import type { Named } from "@/lib/policy/schema"

/** How data of an origin is called: to the person it is about (`data`), or to staff (`people`). */
export const fromWords = async (reader: "data" | "people"): Promise<(origin: Named) => string> => {
  const [words, locale] = [await looseTranslator(reader), await currentLocale()]
  return ({ code, title }) => words(`from.${code}`) ?? title[locale]
}
