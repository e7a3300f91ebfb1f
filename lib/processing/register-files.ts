import writeExcelFile from "write-excel-file/node"
import type { InForce } from "@/lib/policy/editions"
import { citationText } from "@/lib/policy/lookup"
import type { Locale } from "@/lib/policy/text-schema"
import type { RegisterArray, RegisterField, RegisterLine } from "@/lib/processing/register"

/** The words of the screen the file needs, in its language. */
export type RegisterWords = {
  heads: Record<"array" | "field" | "content" | "ground", string>
  field: (field: RegisterField) => string
  none: string
  assumed: string
}

/** What a line rests on, in words; what waits for the organisation's lawyer is marked. */
export const groundOf = (
  { profile }: Pick<InForce, "profile">,
  { cites }: RegisterLine,
  locale: Locale,
  assumed: string,
): string =>
  cites
    .map((cite) => `${citationText(profile, cite, locale)}${cite.assumed ? ` (${assumed})` : ""}`)
    .join("; ")

/** The register as rows of four cells: array, field, content, ground; the first row is the heads. */
export function registerRows(
  inForce: InForce,
  arrays: readonly RegisterArray[],
  locale: Locale,
  words: RegisterWords,
): string[][] {
  const { array, field, content, ground } = words.heads
  return [
    [array, field, content, ground],
    ...arrays.flatMap((each) =>
      each.fields.flatMap(({ field: name, lines }) => {
        const head = [each.title[locale], words.field(name)]
        if (lines.length === 0) return [[...head, words.none, ""]]
        return lines.map((line) => [
          ...head,
          line.text[locale],
          groundOf(inForce, line, locale, words.assumed),
        ])
      }),
    ),
  ]
}

/** Rows as a workbook of one sheet (Office Open XML): heads bold and in sight, long texts in lines. */
export function registerXlsx(rows: readonly (readonly string[])[], sheet: string): Promise<Buffer> {
  const cells = rows.map((row, n) =>
    row.map((value) => ({
      value,
      type: String,
      wrap: true,
      alignVertical: "top" as const,
      ...(n === 0 ? { fontWeight: "bold" as const } : {}),
    })),
  )
  const columns = [28, 32, 70, 40].map((width) => ({ width }))
  return writeExcelFile(cells, { sheet, columns, stickyRowsCount: 1 }).toBuffer()
}

/** The register as data, every text in three languages. */
export const registerJson = (
  { policy, edition }: InForce,
  arrays: readonly RegisterArray[],
  madeAt: Date,
) => ({
  policy: policy.code,
  edition: edition.number,
  made_at: madeAt.toISOString(),
  arrays: arrays.map(({ code, title, fields }) => ({
    code,
    title,
    ...Object.fromEntries(fields.map(({ field, lines }) => [field, lines])),
  })),
})
