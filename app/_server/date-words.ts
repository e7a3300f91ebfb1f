import "server-only"
import { translator } from "@/app/_server/locale"

/** What stands over the three boxes of a date, in the reader's language. */
export const dateWords = async () => {
  const t = await translator("common")
  return { day: t("date.day"), month: t("date.month"), year: t("date.year") }
}
