import { randomBytes, randomUUID } from "node:crypto"
import { open, unlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { openCell, sealCell } from "@/lib/keys/cell"
import { writeWhole } from "@/lib/write-whole"

/**
 * What was read of the sources, kept outside memory while its files are made: blocks under names, read again in their
 * order as often as needed.
 */
export type Spool = {
  append(name: string, block: Buffer): Promise<void>
  blocks(name: string): AsyncGenerator<Buffer>
  close(): Promise<void>
}

type Block = { offset: number; length: number }

/**
 * Opens a spool in a file that has no name any more and whose key is in this process's memory alone: whatever becomes of
 * the process, nothing of it can be read afterwards.
 */
export async function openSpool(): Promise<Spool> {
  const place = path.join(tmpdir(), randomUUID())
  const file = await open(place, "wx+", 0o600)
  await unlink(place)
  const key = randomBytes(32)
  const index = new Map<string, Block[]>()
  let end = 0
  return {
    async append(name, block) {
      const offset = end
      const cell = sealCell(key, 1, `${name}|${offset}`, block)
      end += cell.length
      await writeWhole(file, cell, offset)
      const blocks = index.get(name) ?? []
      blocks.push({ offset, length: cell.length })
      index.set(name, blocks)
    },
    async *blocks(name) {
      for (const { offset, length } of index.get(name) ?? []) {
        const cell = Buffer.allocUnsafe(length)
        await file.read(cell, 0, length, offset)
        yield openCell(key, `${name}|${offset}`, cell)
      }
    },
    close: () => file.close(),
  }
}
