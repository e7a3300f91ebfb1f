import type { Locale } from "@/lib/format/locale"
import type { VerdictTexts } from "@/lib/receipts/words"
import { catalogue } from "./catalogue"

/** The sentences about a receipt as templates, for whoever fills them without a translator: a browser has none. */
export const verdictTexts = (locale: Locale): VerdictTexts => {
  const { title: _, ...events } = catalogue[locale].request.history
  return { ...catalogue[locale].verify.words, events }
}
