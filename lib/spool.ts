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
  /** The block is the spool's from then on: whoever appends it writes nothing into it any more. */
  append(name: string, block: Buffer): Promise<void>
  /** The block at a place of those under a name. */
  block(name: string, at: number): Promise<Buffer>
  blocks(name: string): AsyncGenerator<Buffer>
  /** Nothing can be put into it or taken from it afterwards. */
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
  let [held, end, isClosed] = [0, 0, false]
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
  const blockAt = async (name: string, at: number): Promise<Buffer> => {
    const block = index.get(name)?.[at]
    if (!block || isClosed) throw new Error("the spool has no such block")
    return Buffer.isBuffer(block) ? block : openedBlock(name, block)
  }
  return {
    async append(name, block) {
      if (isClosed) throw new Error("the spool is closed")
      const isSmall = held + block.length <= IN_MEMORY
      if (isSmall) held += block.length
      const kept = isSmall ? block : await putAway(name, block)
      const blocks = index.get(name) ?? []
      blocks.push(kept)
      index.set(name, blocks)
    },
    block: blockAt,
    async *blocks(name) {
      for (let at = 0; at < (index.get(name)?.length ?? 0); at += 1) yield await blockAt(name, at)
    },
    close: () => {
      isClosed = true
      return file.close()
    },
  }
}
