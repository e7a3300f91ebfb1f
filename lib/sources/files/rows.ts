import { createHash } from "node:crypto"
import type { FileHandle } from "node:fs/promises"
import { pipeline, Readable } from "node:stream"
import { CsvError, parse } from "csv-parse"
import { type Folder, failureOf, openFile, refused, type Sum, sumOf } from "./folder"

/** The rows of a file by column, and when it was made. */
export type Table<C extends string> = { rows: Record<C, string>[]; made: string }

const CHUNK = 65_536

/**
 * The rows of a file one by one, so that however large it is nobody waits for it: its checksum is looked at first, its
 * encoding, its columns and the number of its rows as it is read. Nothing of it may be used before the last row has come.
 * Throws SourceRefused with a sentence for the steward.
 */
export async function* rowsOf<C extends string>(
  folder: Folder,
  name: string,
  columns: readonly C[],
  sum: Sum,
): AsyncGenerator<Record<C, string>> {
  const file = await openFile(folder, name)
  try {
    const hash = createHash("sha256")
    for await (const chunk of chunksOf(file, null)) hash.update(chunk)
    if (hash.digest("hex") !== sum.sha256)
      throw refused(folder, name, "has another checksum than its .sum says: it may be half written")
    let rows = -1
    for await (const cells of cellsOf(folder, name, file)) {
      rows += 1
      if (rows === 0 && cells.join() !== columns.join())
        throw refused(folder, name, `has other columns than ${columns.join(", ")}`)
      if (rows === 0) continue
      if (cells.some(isFormula)) throw refused(folder, name, `has a formula in row ${rows}`)
      yield Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""])) as Record<C, string>
    }
    if (rows < 0) throw refused(folder, name, `has other columns than ${columns.join(", ")}`)
    if (rows !== sum.rows) throw refused(folder, name, `has ${rows} rows, and its .sum says ${sum.rows}`)
  } catch (error) {
    throw failureOf(folder, error)
  } finally {
    await file.close()
  }
}

/** A whole file, for those of a few rows. Throws as reading them one by one does. */
export async function readTable<C extends string>(
  folder: Folder,
  name: string,
  columns: readonly C[],
): Promise<Table<C>> {
  const sum = await sumOf(folder, name)
  const rows: Record<C, string>[] = []
  for await (const row of rowsOf(folder, name, columns, sum)) rows.push(row)
  return { made: sum.made, rows }
}

/**
 * The same file however often it is read from, whatever is put in its place meanwhile: from where it stands (null), as it
 * comes, or from its beginning.
 */
async function* chunksOf(file: FileHandle, from: 0 | null): AsyncGenerator<Buffer> {
  for (let position: number | null = from; ; ) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(CHUNK), position })
    if (bytesRead === 0) return
    if (position !== null) position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* textOf(folder: Folder, name: string, file: FileHandle): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const decoded = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw refused(folder, name, "is not in UTF-8")
    }
  }
  for await (const chunk of chunksOf(file, 0)) yield decoded(chunk)
  yield decoded()
}

async function* cellsOf(folder: Folder, name: string, file: FileHandle): AsyncGenerator<string[]> {
  const parser = parse({ relax_column_count: false, skip_empty_lines: true })
  // What goes wrong on the way comes out of the parser, where it is read.
  pipeline(Readable.from(textOf(folder, name, file)), parser, () => undefined)
  try {
    for await (const cells of parser) yield cells as string[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw refused(folder, name, "is no CSV: a quote or a number of columns is wrong")
  }
}

/** What a program of tables would compute: never a phone or a number below nought. */
const isFormula = (cell: string): boolean => /^[=@\t\r]|^[+-](?![\d\s().-]*$)/.test(cell)
