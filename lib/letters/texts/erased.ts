import type { Locale } from "@/lib/format/locale"

/** Strategies that leave another value in place of the one that was there. */
export type Mask = "hash" | "random_same_shape" | "truncate_date"

type ErasedTexts = { reread: (days: string) => string; masks: Readonly<Record<Mask, string>> }

/** Of a certificate, what is said only where something was erased or masked. */
export const erasedTexts: Readonly<Record<Locale, ErasedTexts>> = {
  ky: {
    reread: (days) =>
      `Булактар дагы төмөнкү күндөрү кайра окулат: ${days}. Жыйынтыгы ушул кайрылуунун бетинде көрсөтүлөт; бул актыда жазылгандай болбой калганы кайра оңдолот.`,
    masks: {
      hash: "маанисиз код менен алмаштырылды",
      random_same_shape: "башка белгилер менен алмаштырылды",
      truncate_date: "жылы гана калтырылды",
    },
  },
  ru: {
    reread: (days) =>
      `Источники будут прочитаны ещё раз: ${days} Итог будет показан на странице этого обращения; что окажется не так, как записано в этом акте, будет исправлено.`,
    masks: {
      hash: "заменено кодом без смысла",
      random_same_shape: "заменено другими знаками",
      truncate_date: "оставлен только год",
    },
  },
  en: {
    reread: (days) =>
      `The sources are read again on these days: ${days}. What is found is shown on the page of this request; what is no longer as written here is put right.`,
    masks: {
      hash: "replaced by a code that says nothing",
      random_same_shape: "replaced by other characters",
      truncate_date: "only the year is left",
    },
  },
}
