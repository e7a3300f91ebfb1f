import type { FileHandle } from "node:fs/promises"
import { parse } from "csv-parse/sync"
import { type Folder, failureOf, openFile } from "./folder"
import type { Place } from "./places"
import { byColumn, FORM } from "./rows"

/** A file is no longer the one that was looked at: whoever asks begins anew. */
export class Overtaken extends Error {}

/** Of so many bytes the rows that are meant are read at once. */
const AT_ONCE = 65_536

/** Rows of a file that was looked at, by their places and in their order. Throws Overtaken, SourceUnreachable. */
export async function* rowsAt<C extends string>(
  folder: Folder,
  name: string,
  columns: readonly C[],
  places: AsyncIterable<Place> | Iterable<Place>,
  isSame: (cells: readonly string[], place: Place) => boolean,
): AsyncGenerator<{ cells: Record<C, string>; place: Place }> {
  let file: FileHandle | undefined
  try {
    for await (const run of runsOf(places)) {
      file ??= await openFile(folder, name)
      const rows = await cellsIn(file, run)
      for (const [i, place] of run.entries()) {
        const cells = rows[i]
        if (!cells || !isSame(cells, place)) throw new Overtaken()
        yield { cells: byColumn(columns, cells), place }
      }
    }
  } catch (error) {
    throw error instanceof Overtaken ? error : failureOf(folder, error)
  } finally {
    await file?.close()
  }
}

/** Places that lie near one another in the file and in its order, together. */
async function* runsOf(places: AsyncIterable<Place> | Iterable<Place>): AsyncGenerator<Place[]> {
  let [run, begin, end]: [Place[], number, number] = [[], 0, 0]
  for await (const place of places) {
    if (run.length > 0 && (place.offset < end || place.offset + place.length > begin + AT_ONCE)) {
      yield run
      run = []
    }
    if (run.length === 0) begin = place.offset
    run.push(place)
    end = place.offset + place.length
  }
  if (run.length > 0) yield run
}

async function cellsIn(file: FileHandle, run: readonly Place[]): Promise<string[][]> {
  const [position, last] = [run[0]?.offset ?? 0, run.at(-1)]
  const length = last ? last.offset + last.length - position : 0
  const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(length), position })
  if (bytesRead < length) throw new Overtaken()
  const rows = run.map(({ offset, length: of }) => buffer.subarray(offset - position, offset - position + of))
  try {
    const cells: string[][] = parse(Buffer.concat(rows), FORM)
    if (cells.length === run.length) return cells
  } catch {
    // What is no CSV any more is another file.
  }
  throw new Overtaken()
}
