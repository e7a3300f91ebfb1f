import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import type { FileHandle } from "node:fs/promises"
import path from "node:path"
import { pipeline } from "node:stream/promises"
import { createGunzip, createGzip } from "node:zlib"
import type { ClientBase } from "pg"
import { to as copyTo } from "pg-copy-streams"
import { BackupFault } from "@/lib/backup/fault"
import { type BackupKey, partKey } from "@/lib/backup/key"
import type { Database, DatabaseName, Manifest, Part } from "@/lib/backup/manifest"
import { opened, sealed } from "@/lib/backup/seal"
import { asOwner, type Table } from "@/lib/backup/tables"
import { writeWhole } from "@/lib/write-whole"

const NEWLINE = 10

/** Counts the rows that pass: COPY writes one a line, and a line's end within a value otherwise. */
const counting = (count: { rows: number }) =>
  async function* (source: AsyncIterable<Buffer>) {
    for await (const bytes of source) {
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count.rows += 1
      yield bytes
    }
  }

/** Writes the rows of a table at a place of the file: read, compressed, sealed and written a piece at a time. */
export async function writePart(
  client: ClientBase,
  { name, owner, columns }: Table,
  to: { file: FileHandle; offset: number; key: Buffer },
): Promise<Part> {
  const [hash, count] = [createHash("sha256"), { rows: 0 }]
  let bytes = 0
  await asOwner(client, owner, () =>
    pipeline(
      client.query(copyTo(`copy ${name} (${columns}) to stdout`)),
      counting(count),
      createGzip({ level: 1 }),
      (source: AsyncIterable<Buffer>) => sealed(to.key, source),
      async (source: AsyncIterable<Buffer>) => {
        for await (const piece of source) {
          hash.update(piece)
          await writeWhole(to.file, piece, to.offset + bytes)
          bytes += piece.length
        }
      },
    ),
  )
  return { name, columns, rows: count.rows, offset: to.offset, bytes, sha256: hash.digest("hex") }
}

/** A part of a backup as it lies on the disk. */
export type Stored = { dir: string; manifest: Manifest; key: BackupKey; of: DatabaseName; part: Part }

const fileOf = ({ dir, manifest, of }: Stored) => path.join(dir, manifest[of].file)

const bytesOf = (stored: Stored) => {
  const { offset, bytes } = stored.part
  return createReadStream(fileOf(stored), { start: offset, end: offset + bytes - 1, highWaterMark: 1 << 18 })
}

/** Whether the bytes of a part are those the manifest names. */
export async function isUnaltered(stored: Stored): Promise<boolean> {
  const hash = createHash("sha256")
  for await (const bytes of bytesOf(stored)) hash.update(bytes)
  return hash.digest("hex") === stored.part.sha256
}

/**
 * Opens a part and lets its rows flow into `into`; throws BackupFault, with the part's name, where it is not genuine or
 * has another number of rows.
 */
export async function readPart(stored: Stored, into: NodeJS.WritableStream): Promise<void> {
  const { key, manifest, of, part } = stored
  const count = { rows: 0 }
  try {
    await pipeline(
      bytesOf(stored),
      (source: AsyncIterable<Buffer>) => opened(partKey(key, manifest.id, of, part.name), source),
      createGunzip(),
      counting(count),
      into,
    )
  } catch (error) {
    const isOurs = error instanceof Error && (error.name === "Unauthentic" || codeOf(error).startsWith("Z_"))
    throw isOurs ? new BackupFault(`${fileOf(stored)}: the part ${part.name} is not genuine.`) : error
  }
  if (count.rows !== part.rows)
    throw new BackupFault(
      `${fileOf(stored)}: the part ${part.name} has ${count.rows} rows, not ${part.rows}.`,
    )
}

const codeOf = (error: object): string => ("code" in error ? String(error.code) : "")

/** Rows and bytes of a database's parts together. */
export const sizeOf = ({ parts, bytes }: Database) => ({
  tables: parts.length,
  rows: parts.reduce((sum, { rows }) => sum + rows, 0),
  bytes,
})
