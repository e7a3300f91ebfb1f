import type { Locale } from "@/lib/format/locale"
import type { BundleTexts } from "@/lib/receipts/bundle-words"
import type { CompareTexts } from "@/lib/receipts/compare-words"
import type { VerdictTexts } from "@/lib/receipts/words"
import { catalogue } from "./catalogue"

/** The sentences about a receipt as templates, for whoever fills them without a translator: a browser has none. */
export const verdictTexts = (locale: Locale): VerdictTexts => {
  const { title: _, ...events } = catalogue[locale].request.history
  return { ...catalogue[locale].verify.words, events }
}

/** The same about all of a request. */
export const bundleTexts = (locale: Locale): BundleTexts => catalogue[locale].verify.bundle

/** The same about two checkpoints. */
export const compareTexts = (locale: Locale): CompareTexts => catalogue[locale].verify.compare.words
