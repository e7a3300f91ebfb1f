import type { Locale } from "@/lib/format/locale"
import type { Shown } from "@/lib/records/shown"
import { nameOfPart, wordOf } from "@/lib/records/words"
import type { DataMap } from "@/lib/sources/map-schema"

const YES: Record<Locale, [string, string]> = { ky: ["ооба", "жок"], ru: ["да", "нет"], en: ["yes", "no"] }
const SCAN: Record<Locale, string> = { ky: "сүрөт же документ", ru: "изображение или документ", en: "scan" }
const ASKED: Record<Locale, string> = {
  ky: "кагазда же тышта сакталат",
  ru: "хранится на бумаге или вне систем",
  en: "kept on paper or outside the systems",
}

/** A shown value as a line of a letter: codes in words, lists and compound values spelled out; a scan by its size. */
export function shownText(dataMap: DataMap, field: string, shown: Shown, locale: Locale): string {
  const inside = (each: Shown) => shownText(dataMap, field, each, locale)
  switch (shown.kind) {
    case "text":
    case "masked":
      return shown.text
    case "code":
      return wordOf(dataMap, field, shown.code, locale) ?? shown.code
    case "truth":
      return YES[locale][shown.value ? 0 : 1]
    case "list":
      return shown.entries.map(inside).join("; ")
    case "pairs":
      return shown.pairs
        .map(({ name, value }) => `${nameOfPart(dataMap, name, locale) ?? name}: ${inside(value)}`)
        .join("; ")
    case "scan":
      return `${SCAN[locale]}, ${shown.bytes} B`
    case "asked":
      return ASKED[locale]
    case "withheld":
      return "—"
  }
}
