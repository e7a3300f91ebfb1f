import { existsSync } from "node:fs"
import { type FileHandle, mkdir, open, rename } from "node:fs/promises"
import path from "node:path"
import {
  type Entry,
  emptied,
  headOf,
  isEntry,
  type Keyed,
  type Line,
  type Link,
  linkOf,
  readLine,
  START,
} from "@/lib/erasures/line"
import { writeWhole } from "@/lib/write-whole"

/** The register cannot be relied on. The sentence is for the operator, and names nobody. */
export class RegisterFault extends Error {
  override readonly name = "RegisterFault"
}

/** The file, and the hashes by which its lines are read and chained. */
export type Register = { file: string; keyed: Keyed }

const CHUNK = 64 * 1024

/**
 * The last line; null when there is none. Half a line at the end, from a power cut while it was written, does not count:
 * nobody was told that it stands. Throws RegisterFault when the last line is not ours or was altered.
 */
export async function lastLine({ file, keyed }: Register): Promise<Line | null> {
  if (!existsSync(file)) return null
  const handle = await open(file, "r")
  try {
    const text = await lastText(handle)
    if (text === null) return null
    const line = readLine(keyed, text)
    if (!line) throw damaged(file)
    return line
  } finally {
    await handle.close()
  }
}

async function lastText(handle: FileHandle): Promise<string | null> {
  const { size } = await handle.stat()
  for (let length = CHUNK; ; length *= 4) {
    const from = Math.max(0, size - length)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
    const end = buffer.subarray(0, bytesRead).lastIndexOf("\n")
    const begin = end < 1 ? -1 : buffer.lastIndexOf("\n", end - 1)
    if (end === -1 && from === 0) return null
    if (end !== -1 && (begin !== -1 || from === 0)) return buffer.subarray(begin + 1, end).toString()
  }
}

/**
 * Every line in its order, each checked against the one before; one is in memory at a time. Throws RegisterFault where
 * one was altered, put in or taken out.
 */
export async function* allLines({ file, keyed }: Register): AsyncGenerator<Line> {
  if (!existsSync(file)) return
  const handle = await open(file, "r")
  try {
    const { size } = await handle.stat()
    let [before, read] = [START, 0]
    for await (const text of handle.readLines({ autoClose: false })) {
      read += Buffer.byteLength(text) + 1
      // Half a line at the end: see `lastLine`.
      if (read > size) return
      const line = readLine(keyed, text)
      if (!line || !follows(line, before)) throw damaged(file, before.seq + 1)
      before = linkOf(line)
      yield line
    }
  } finally {
    await handle.close()
  }
}

const follows = (line: Line, before: Link): boolean =>
  "upTo" in line ? before.seq === 0 : line.seq === before.seq + 1 && line.prev === before.hash

/** Writes lines at the end, each on the disk before the next is begun. */
export async function appendLines({ file }: Register, lines: readonly Entry[]): Promise<void> {
  if (lines.length === 0) return
  const isNew = !existsSync(file)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, isNew ? "wx" : "r+", 0o600)
  try {
    let end = await endOfWhole(handle)
    await handle.truncate(end)
    for (const line of lines) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
      await writeWhole(handle, bytes, end)
      await handle.sync()
      end += bytes.length
    }
  } finally {
    await handle.close()
  }
  if (isNew) await syncFolder(file)
}

/** Where the last whole line ends. */
async function endOfWhole(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat()
  for (let length = CHUNK; ; length *= 4) {
    const from = Math.max(0, size - length)
    const { buffer } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
    const end = buffer.lastIndexOf("\n")
    if (end !== -1 || from === 0) return from + end + 1
  }
}

/**
 * Takes out what `isOver` says has passed, but never the last line: the rest of the chain holds. The new file takes the
 * old one's place at once or not at all. Returns how many went.
 */
export async function rewrite(register: Register, isOver: (entry: Entry) => boolean): Promise<number> {
  const last = await lastLine(register)
  if (!last) return 0
  const { file, keyed } = register
  const made = `${file}.new`
  const handle = await open(made, "w", 0o600)
  let [gone, head] = [0, null as Line | null]
  try {
    const keep = async (line: Line) => handle.writeFile(`${JSON.stringify(line)}\n`)
    let begun = false
    for await (const line of allLines(register)) {
      const passes = isEntry(line) && line.seq !== linkOf(last).seq && isOver(line)
      if (passes) gone += 1
      const left = passes ? emptied(keyed, line) : line
      if (!begun && !isEntry(left)) {
        head = headOf(keyed, linkOf(left))
        continue
      }
      if (!begun && head) await keep(head)
      begun = true
      await keep(left)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(made, file)
  await syncFolder(file)
  return gone
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(file), "r")
  await folder.sync().finally(() => folder.close())
}

const damaged = (file: string, seq?: number) =>
  new RegisterFault(
    `The erasure register ${file} is damaged${seq ? ` at line ${seq}` : ""}, or was written under another MASTER_KEY: put back its own copy, or its key, and start again.`,
  )
