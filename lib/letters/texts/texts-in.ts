import type { Locale } from "@/lib/format/locale"
import { en } from "@/lib/letters/texts/en"
import { ky } from "@/lib/letters/texts/ky"
import { ru } from "@/lib/letters/texts/ru"
import type { LetterTexts } from "@/lib/letters/texts/shape"

const all: Record<Locale, LetterTexts> = { ky, ru, en }

/** The letters' sentences in one language. */
export const textsIn = (language: Locale): LetterTexts => all[language]
