import { parse } from "csv-parse/sync"
import { Invalid } from "@/lib/errors"

/** Rows of text as a spreadsheet saves them (RFC 4180), with the delimiter they came with. */
export type List = { delimiter: "," | ";"; rows: string[][] }

/** Reads a list in UTF-8, with or without a byte order mark. Throws Invalid at `file` for what is no such list. */
export function readList(bytes: Uint8Array): List {
  const text = decoded(bytes)
  const [first = ""] = text.split("\n", 1)
  const delimiter = first.split(";").length > first.split(",").length ? ";" : ","
  try {
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true })
    if (rows.length > 0) return { delimiter, rows }
  } catch {
    // A quote that never ends, say: the library's words would show what is in the file.
  }
  throw new Invalid({ file: { code: "list_shape" } })
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw new Invalid({ file: { code: "list_shape" } })
  }
}
