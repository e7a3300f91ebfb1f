import { dueDateWords } from "@/lib/deadlines/due-date-words"
import type { Locale } from "@/lib/format/locale"

/** The days of the week by name, Monday first. */
export const weekdayNames = (locale: Locale): readonly string[] => dueDateWords[locale].weekdays
