import type { Text } from "@/lib/policy/text-schema"

/** What a colleague says by acknowledging a training. */
export const ACKNOWLEDGED: Text = {
  ky: "Тексттин баарын окудум, аны сактайм",
  ru: "Весь текст мною прочитан, буду его соблюдать",
  en: "I have read the whole text and will keep to it",
}
