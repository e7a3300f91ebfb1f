import { existsSync } from "node:fs"
import { type FileHandle, mkdir, open } from "node:fs/promises"
import path from "node:path"
import { LedgerFault } from "@/lib/ledger/fault"
import { type Checkpoint, openNote, readNote, type Verifier } from "@/lib/ledger/note"

/** A checkpoint as it stands in the file: its note, and what the note says. */
export type Filed = Checkpoint & { note: string }

/** The file of checkpoints outside the database, and by whose key they are signed. */
export type CheckpointFile = { file: string; publicKey: Buffer }

const CHUNK = 64 * 1024
/** Between two notes lies an empty line: a note ends with a signature, and the next begins after `\n\n`. */
const END = /(\u2014 [^\n]+\n)\n/g

/** The last checkpoint; null when there is none. Throws LedgerFault when it is not ours or was altered. */
export async function lastFiled({ file, publicKey }: CheckpointFile): Promise<Filed | null> {
  if (!existsSync(file)) return null
  const handle = await open(file, "r")
  try {
    const { size } = await handle.stat()
    const end = await endOfWhole(handle)
    if (end === 0) {
      // Half a note and nothing before it: the first was cut off while it was written, and nobody was told of it.
      if (size < CHUNK) return null
      throw damaged(file, "holds no whole checkpoint")
    }
    const note = await lastNote(handle, end)
    return filed(file, publicKey, note ?? "", "is damaged at its last checkpoint")
  } finally {
    await handle.close()
  }
}

/**
 * How far the last checkpoint in the file has come, as it says itself; 0 where none can be read. Whoever relies on it being
 * genuine asks `lastFiled`.
 */
export async function filedSize(file: string): Promise<number> {
  if (!existsSync(file)) return 0
  const handle = await open(file, "r")
  try {
    const end = await endOfWhole(handle)
    return (end > 0 && readNote((await lastNote(handle, end)) ?? "")?.size) || 0
  } finally {
    await handle.close()
  }
}

/** Every checkpoint in its order, each signed by our key. Throws LedgerFault at the first that is not. */
export async function* allFiled({ file, publicKey }: CheckpointFile): AsyncGenerator<Filed> {
  let [rest, n] = ["", 0]
  for await (const text of chunksOf(file)) {
    rest += text
    const ends = [...rest.matchAll(END)].map(({ index, 0: { length } }) => index + length)
    let from = 0
    for (const end of ends) {
      n += 1
      yield filed(file, publicKey, rest.slice(from, end - 1), `is damaged at checkpoint ${n}`)
      from = end
    }
    rest = rest.slice(from)
    if (rest.length > CHUNK) throw damaged(file, `is damaged at checkpoint ${n + 1}`)
  }
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  if (!existsSync(file)) return
  const handle = await open(file, "r")
  const stream = handle.createReadStream({ encoding: "utf8" })
  for await (const text of stream) yield String(text)
}

/** Writes a checkpoint at the end; it is on the disk when this returns. Half a note at the end goes first. */
export async function fileNote(file: string, note: string): Promise<void> {
  const isNew = !existsSync(file)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  if (!isNew) await dropTorn(file)
  // For adding alone, so that it also works where the file system lets nothing else be done to this file.
  const handle = await open(file, "a", 0o644)
  try {
    await handle.writeFile(`${note}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (isNew) await syncFolder(file)
}

async function dropTorn(file: string): Promise<void> {
  const handle = await open(file, "r")
  const [end, { size }] = await Promise.all([endOfWhole(handle), handle.stat()]).finally(() => handle.close())
  if (end === size) return
  const writable = await open(file, "r+")
  await writable.truncate(end).finally(() => writable.close())
}

function filed(file: string, publicKey: Buffer, note: string, otherwise: string): Filed {
  const name = readNote(note)?.origin
  const checkpoint = name ? openNote(note, { name, publicKey } satisfies Verifier) : null
  if (!checkpoint) throw damaged(file, otherwise)
  return { ...checkpoint, note }
}

/** Where the last whole note ends, its empty line with it. */
async function endOfWhole(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat()
  const { from, text } = await tail(handle, size)
  const last = [...text.matchAll(END)].at(-1)
  return last ? from + Buffer.byteLength(text.slice(0, last.index + last[0].length)) : 0
}

async function lastNote(handle: FileHandle, end: number): Promise<string | undefined> {
  const { text } = await tail(handle, end)
  const ends = [...text.matchAll(END)].map(({ index, 0: { length } }) => index + length)
  return text.slice(ends.at(-2) ?? 0, (ends.at(-1) ?? 0) - 1)
}

/** The end of the file, from the beginning of a character on. */
async function tail(handle: FileHandle, size: number): Promise<{ from: number; text: string }> {
  const from = Math.max(0, size - CHUNK)
  const { buffer } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
  let skipped = 0
  while (from > 0 && skipped < buffer.length && ((buffer[skipped] ?? 0) & 0xc0) === 0x80) skipped += 1
  return { from: from + skipped, text: buffer.subarray(skipped).toString() }
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(file), "r")
  await folder.sync().finally(() => folder.close())
}

const damaged = (file: string, how: string) =>
  new LedgerFault(
    `The file of checkpoints ${file} ${how}, or was written under another MASTER_KEY: put back its own copy, or its key, and start again.`,
  )
