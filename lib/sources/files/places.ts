import { openSpool } from "@/lib/spool"

/**
 * Where a row lies in its file and how it is known again: its number, its field of the data map and when it was recorded (in
 * milliseconds since 1970), a digest of what it says and one of the item it is. No value, no key of a person.
 */
export type Place = {
  readonly offset: number
  readonly length: number
  readonly n: number
  readonly field: number
  readonly recordedAt: number | null
  readonly row: Buffer
  readonly item: Buffer
}

/** The length of each digest in bytes. */
export const DIGEST = 16
const ENTRY = 3 * DIGEST + 8 + 4 + 4 + 2 + 8
const SHELVES = 256
const IN_BLOCK = 100

type Kept = { readonly key: Buffer; readonly place: Place }

/**
 * Places of rows under digests of whose they are, in a file without a name: memory holds a block for each shelf, however
 * many there are. What was added last is found once `settle` has been called.
 */
export type Places = {
  add(key: Buffer, place: Place): Promise<void>
  settle(): Promise<void>
  /** Those under one digest, in the order they were added. */
  of(key: Buffer): AsyncGenerator<Place>
  /** All of them by shelves, each with how many it has: those of one digest lie on one. */
  shelves(): { size: number; entries(): AsyncGenerator<Kept> }[]
  close(): Promise<void>
}

export async function openPlaces(): Promise<Places> {
  const spool = await openSpool()
  const sizes = new Map<string, number>()
  const blocks = new Map<string, { bytes: Buffer; end: number }>()
  const shelfOf = (key: Buffer) => String(key.readUInt8(0) % SHELVES)
  async function* on(shelf: string, key?: Buffer): AsyncGenerator<Kept> {
    for await (const block of spool.blocks(shelf))
      for (let at = 0; at < block.length; at += ENTRY)
        if (!key || block.compare(key, 0, DIGEST, at, at + DIGEST) === 0) yield entryIn(block, at)
  }
  return {
    async add(key, place) {
      const shelf = shelfOf(key)
      const block = blocks.get(shelf) ?? { bytes: Buffer.alloc(ENTRY * IN_BLOCK), end: 0 }
      blocks.set(shelf, block)
      sizes.set(shelf, (sizes.get(shelf) ?? 0) + 1)
      block.end = write(block.bytes, block.end, key, place)
      if (block.end < block.bytes.length) return
      blocks.delete(shelf)
      await spool.append(shelf, block.bytes)
    },
    async settle() {
      for (const [shelf, { bytes, end }] of blocks)
        if (end > 0) await spool.append(shelf, bytes.subarray(0, end))
      blocks.clear()
    },
    async *of(key) {
      for await (const { place } of on(shelfOf(key), key)) yield place
    },
    shelves: () => [...sizes].map(([shelf, size]) => ({ size, entries: () => on(shelf) })),
    close: () => spool.close(),
  }
}

function write(bytes: Buffer, at: number, key: Buffer, place: Place): number {
  key.copy(bytes, at)
  place.row.copy(bytes, at + DIGEST)
  place.item.copy(bytes, at + 2 * DIGEST)
  let end = bytes.writeDoubleLE(place.offset, at + 3 * DIGEST)
  end = bytes.writeUInt32LE(place.length, end)
  end = bytes.writeUInt32LE(place.n, end)
  end = bytes.writeUInt16LE(place.field, end)
  return bytes.writeDoubleLE(place.recordedAt ?? Number.NaN, end)
}

function entryIn(bytes: Buffer, at: number): Kept {
  const digest = (n: number) => bytes.subarray(at + n * DIGEST, at + (n + 1) * DIGEST)
  const end = at + 3 * DIGEST
  const recordedAt = bytes.readDoubleLE(end + 18)
  const place = {
    ...{ row: digest(1), item: digest(2), offset: bytes.readDoubleLE(end) },
    ...{ length: bytes.readUInt32LE(end + 8), n: bytes.readUInt32LE(end + 12) },
    field: bytes.readUInt16LE(end + 16),
    recordedAt: Number.isNaN(recordedAt) ? null : recordedAt,
  }
  return { key: digest(0), place }
}
