import { translator } from "@/app/_server/locale"
import type { RegisterWords } from "@/lib/processing/register-files"

/** What the page and the workbook of the register of processing call their fields, in the reader's language. */
export const registerWords = async (): Promise<RegisterWords> => {
  const t = await translator("processing")
  return {
    heads: {
      array: t("head.array"),
      field: t("head.field"),
      content: t("head.content"),
      ground: t("head.ground"),
    },
    field: (field) => t(`field.${field}`),
    none: t("none"),
    assumed: t("assumed"),
  }
}
