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

/** A block that is still in memory, or its place in the file. */
type Block = Buffer | { offset: number; length: number }

/** Bytes that may lie in memory: what most people have is less, and needs no file. */
const IN_MEMORY = 1 << 23

/**
 * Opens a spool: the first megabytes stay in memory, what is more lies sealed in a file that has no name any more and
 * whose key is in this process's memory alone. Whatever becomes of the process, nothing of it can be read afterwards.
 */
export async function openSpool(): Promise<Spool> {
  const place = path.join(tmpdir(), randomUUID())
  const file = await open(place, "wx+", 0o600)
  await unlink(place)
  const key = randomBytes(32)
  const index = new Map<string, Block[]>()
  let [held, end] = [0, 0]
  const putAway = async (name: string, block: Buffer): Promise<Block> => {
    const offset = end
    const cell = sealCell(key, 1, `${name}|${offset}`, block)
    end += cell.length
    await writeWhole(file, cell, offset)
    return { offset, length: cell.length }
  }
  const openedBlock = async (name: string, { offset, length }: Exclude<Block, Buffer>): Promise<Buffer> => {
    const cell = Buffer.allocUnsafe(length)
    await file.read(cell, 0, length, offset)
    return openCell(key, `${name}|${offset}`, cell)
  }
  return {
    async append(name, block) {
      const isSmall = held + block.length <= IN_MEMORY
      if (isSmall) held += block.length
      const kept = isSmall ? block : await putAway(name, block)
      const blocks = index.get(name) ?? []
      blocks.push(kept)
      index.set(name, blocks)
    },
    async *blocks(name) {
      for (const block of index.get(name) ?? []) {
        yield Buffer.isBuffer(block) ? block : await openedBlock(name, block)
      }
    },
    close: () => file.close(),
  }
}
