import type { CopiedItem } from "@/lib/copies/copied-item"
import { type Copy, originIn, sourceIn } from "@/lib/copies/copy"
import { recordsOf, type TakenCategory } from "@/lib/copies/take"
import type { Category } from "@/lib/policy/schema"

/** Tells spreadsheets that the text is UTF-8. */
export const BOM = "\ufeff"

// A spreadsheet takes a cell that begins so for a formula, also behind spaces and in the full-width forms of East Asian
// keyboards; a plain number or a phone number is none.
const FORMULA = /^(?:[\s\0\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0])/
const NUMBER = /^[+-]?\d+([.,]\d+)?$/

/**
 * One cell of RFC 4180: always in quotes, quotes doubled. Text that a spreadsheet would run as a formula begins with an
 * apostrophe, as OWASP advises against CSV injection.
 */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

/** One line of RFC 4180; an absent cell is empty. */
export const csvRow = (cells: readonly (string | null)[]): string =>
  `${cells.map((cell) => csvCell(cell ?? "")).join(",")}\r\n`

export const csvColumns = [
  "record",
  "field",
  "title",
  "value",
  "masked",
  "file",
  "origin",
  "given_at",
  "recorded_at",
  "source",
] as const

/** The items of one category as CSV, an item a line, in pieces. Compound values are JSON. */
export async function* categoryCsv(copy: Copy, held: TakenCategory): AsyncGenerator<string> {
  yield BOM + csvRow(csvColumns)
  for await (const records of recordsOf(copy.taken, held)) {
    let text = ""
    for (const record of records) {
      const name = record.name()
      for (const item of record.items) text += csvRow(cellsOf(copy, held.category, name, item))
    }
    yield text
  }
}

function cellsOf(copy: Copy, category: Category, record: string, item: CopiedItem): (string | null)[] {
  const { field, value, masked, file, givenAt, recordedAt } = item
  const title = category.fields.find(({ code }) => code === field)?.title[copy.language] ?? field
  const text = value === null || typeof value === "object" ? JSON.stringify(value ?? "") : String(value)
  const shown = value === null ? "" : text
  const [origin, source] = [originIn(copy, item.origin), sourceIn(copy, item.source)]
  return [record, field, title, shown, masked, file, origin, givenAt, recordedAt, source]
}
