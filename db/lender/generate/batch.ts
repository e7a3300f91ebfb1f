import { type Column, columnsOf, type Identity, identities, loadOrder, type Table } from "./tables"

/** `json` is written as JSON text, `hex` as bytea, an array as `text[]`. */
export type Value = string | number | boolean | null | string[] | { json: unknown } | { hex: string }
export type Row<T extends Table> = { [column in Column<T>]?: Value }

const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

function escaped(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign) : text
}

function arrayLiteral(elements: string[]): string {
  return `{${elements.map((element) => `"${element.replace(/["\\]/g, "\\$&")}"`).join(",")}}`
}

function field(value: Value | undefined): string {
  if (value === undefined || value === null) return "\\N"
  if (typeof value === "string") return escaped(value)
  if (typeof value === "number") return String(value)
  if (typeof value === "boolean") return value ? "t" : "f"
  if (Array.isArray(value)) return escaped(arrayLiteral(value))
  if ("hex" in value) return `\\\\x${value.hex}`
  return escaped(JSON.stringify(value.json))
}

/** Rows of some customers as COPY text lines per table, and the identity numbers given out so far. */
export class Batch {
  private readonly columns = new Map<Table, string[]>(loadOrder().map((table) => [table, columnsOf(table)]))
  private readonly lines = new Map<Table, string[]>(loadOrder().map((table) => [table, []]))
  private readonly last = new Map<Identity, number>(identities.map((table) => [table, 0]))

  /** Adds one row; columns left out are NULL. */
  add<T extends Table>(table: T, row: Row<T>): void {
    const values: Record<string, Value | undefined> = row
    const columns = this.columns.get(table) ?? []
    this.lines.get(table)?.push(`${columns.map((column) => field(values[column])).join("\t")}\n`)
  }

  /** The next number of a table with an identity column. */
  id(table: Identity): number {
    const next = (this.last.get(table) ?? 0) + 1
    this.last.set(table, next)
    return next
  }

  /** Takes a table's lines out of the batch. */
  take(table: Table): string[] {
    const lines = this.lines.get(table) ?? []
    this.lines.set(table, [])
    return lines
  }
}
