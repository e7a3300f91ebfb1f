import { createHash } from "node:crypto"
import type { FileHandle } from "node:fs/promises"
import { pipeline, Readable } from "node:stream"
import { CsvError, type Info, parse } from "csv-parse"
import { type Folder, failureOf, openFile, refused, type Sum, sumOf } from "./folder"

/** A row of a file by column: the how manieth it is, and where its bytes lie, with any empty lines before them. */
export type Row<C extends string> = {
  readonly cells: Record<C, string>
  readonly n: number
  readonly offset: number
  readonly length: number
}

/** The rows of a file by column, and when it was made. */
export type Table<C extends string> = { rows: Record<C, string>[]; made: string }

const CHUNK = 65_536
const MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** How a file is read: the same wherever one begins. */
export const FORM = { skip_empty_lines: true, record_delimiter: ["\r\n", "\n", "\r"] }

/**
 * The rows of a file one by one, so that however large it is nobody waits for it: its checksum is looked at first, its
 * encoding, its columns and the number of its rows as it is read. Nothing of it may be used before the last row has come.
 * Throws AnswerUnusable with a sentence for the steward.
 */
export async function* rowsOf<C extends string>(
  folder: Folder,
  name: string,
  columns: readonly C[],
  sum: Sum,
): AsyncGenerator<Row<C>> {
  const file = await openFile(folder, name)
  try {
    const hash = createHash("sha256")
    for await (const chunk of chunksOf(file, null)) hash.update(chunk)
    if (hash.digest("hex") !== sum.sha256)
      throw refused(folder, name, "has another checksum than its .sum says: it may be half written")
    let [rows, end] = [-1, await markOf(file)]
    for await (const { cells, bytes } of cellsOf(folder, name, file)) {
      rows += 1
      const [offset, length] = [end, bytes]
      end += bytes
      if (rows === 0 && cells.join() !== columns.join())
        throw refused(folder, name, `has other columns than ${columns.join(", ")}`)
      if (rows === 0) continue
      if (cells.some(isFormula)) throw refused(folder, name, `has a formula in row ${rows}`)
      yield { cells: byColumn(columns, cells), n: rows, offset, length }
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
  for await (const { cells } of rowsOf(folder, name, columns, sum)) rows.push(cells)
  return { made: sum.made, rows }
}

export const byColumn = <C extends string>(
  columns: readonly C[],
  cells: readonly string[],
): Record<C, string> =>
  // Each column has its cell: the number of them is looked at.
  Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""])) as Record<C, string>

/** How many bytes a byte order mark takes at its beginning. */
async function markOf(file: FileHandle): Promise<number> {
  const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(MARK.length), position: 0 })
  return buffer.subarray(0, bytesRead).equals(MARK) ? MARK.length : 0
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

/** Cells, and how many bytes since the end of those before. */
type Cells = { cells: string[]; bytes: number }

async function* cellsOf(folder: Folder, name: string, file: FileHandle): AsyncGenerator<Cells> {
  const parser = parse({ ...FORM, info: true })
  let end = 0
  // What goes wrong on the way comes out of the parser, where it is read.
  pipeline(Readable.from(textOf(folder, name, file)), parser, () => undefined)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      yield { cells: record, bytes: info.bytes - end }
      end = info.bytes
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw refused(folder, name, "is no CSV: a quote or a number of columns is wrong")
  }
}

/** What a program of tables would compute: never a phone or a number below nought. */
const isFormula = (cell: string): boolean => /^[=@\t\r]|^[+-](?![\d\s().-]*$)/.test(cell)
