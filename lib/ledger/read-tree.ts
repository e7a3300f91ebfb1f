import type { ClientBase } from "pg"
import { to as copyTo } from "pg-copy-streams"

/** So many entries are read at a time; a complete subtree, so a power of two. */
export const CHUNK = 2_048
export const CHUNK_LEVEL = 11

/** An entry as it is stored: its row in the chunk, its bytes after the byte of a leaf; `leaf` is null where it is gone. */
export type Stored = { row: number; leaf: Buffer | null }

/** A piece of the ledger as it is stored: entries by their place, their ids and times by row, and the nodes over them. */
export type Chunk = {
  from: number
  entries: (Stored | undefined)[]
  /** Texts of 36 bytes, and microseconds since the year 2000. */
  ids: Buffer
  times: Buffer
  nodes: { levels: Buffer; indices: Buffer; hashes: Buffer }
}

// Many rows in one value: a row of its own costs more to send and read than its bytes. Hashes of another length could not be
// told apart: then none is sent. A place far beyond all others is not gone to. All ids of a chunk are asked of the index at once:
// it answers in its own order, and each by itself would be a way down to it.
const CHUNKS = `copy (
  select int8send(begin) || int8send(size), e.*, n.*
  from (select least(coalesce(max(seq) + 1, 0), count(*) * 2 + ${CHUNK}) as size from ledger_entries) tree
  cross join lateral (select generate_series(0, size - 1, ${CHUNK}) as begin) chunk
  cross join lateral (
    select string_agg(int8send(seq), ''::bytea), string_agg(convert_to(id::text, 'UTF8'), ''::bytea),
      string_agg(timestamptz_send(coalesce(at, 'epoch')), ''::bytea),
      string_agg(int4send(coalesce(octet_length(leaf), -1)), ''::bytea), string_agg('\\x00'::bytea || leaf, ''::bytea)
    from (select e.seq, e.id, i.at, i.leaf from ledger_entries e left join ledger_inbox i on i.id = e.id
        and i.id = any (array(select id from ledger_entries where seq >= begin and seq < begin + ${CHUNK}))
      where e.seq >= begin and e.seq < begin + ${CHUNK} order by e.seq) entry
  ) e
  cross join lateral (
    select string_agg(int4send(level), ''::bytea), string_agg(int8send(index), ''::bytea),
      case when bool_and(octet_length(hash) = 32) then string_agg(hash, ''::bytea) end
    from (select n.level, n.index, n.hash from generate_series(0, ${CHUNK_LEVEL}) as grown (level) join ledger_nodes n
      on n.level = grown.level and n.index >= begin >> grown.level
      and n.index < least(begin + ${CHUNK}, size) >> grown.level order by n.level, n.index) node
  ) n
) to stdout (format binary)`

/** Reads all of the ledger, a chunk of entries at a time, each with the nodes up to the chunk's own root. */
export async function* readChunks(client: ClientBase): AsyncGenerator<Chunk> {
  for await (const fields of tuples(client.query(copyTo(CHUNKS)))) {
    const [within = NONE, seqs = NONE, ids = NONE, times = NONE, lengths = NONE, leaves = NONE] = fields
    const [levels = NONE, indices = NONE, hashes = NONE] = fields.slice(6)
    const [from, size] = [bigint(within, 0), bigint(within, 1)]
    const entries: Chunk["entries"] = []
    let begin = 0
    for (let row = 0; row * 8 < seqs.length; row++) {
      const end = begin + 1 + lengths.readInt32BE(row * 4)
      entries[bigint(seqs, row) - from] = { row, leaf: end > begin ? leaves.subarray(begin, end) : null }
      begin = end
    }
    entries.length = Math.min(CHUNK, size - from)
    yield { from, entries, ids, times, nodes: { levels, indices, hashes } }
  }
}

const NONE: Buffer = Buffer.alloc(0)

/** The nth of numbers of eight bytes side by side; none here is beyond what a number holds. */
export const bigint = (bytes: Buffer, n: number): number =>
  bytes.readInt32BE(n * 8) * 2 ** 32 + bytes.readUInt32BE(n * 8 + 4)

/** The rows of a binary COPY: after a header of 19 bytes each its count of fields, -1 at the end, each field its length, -1 for nothing. */
async function* tuples(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  const read = reader(source)
  await read(19)
  for (;;) {
    const count = (await read(2)).readInt16BE()
    if (count === -1) return
    const fields: Buffer[] = []
    while (fields.length < count) {
      const length = (await read(4)).readInt32BE()
      fields.push(length === -1 ? NONE : await read(length))
    }
    yield fields
  }
}

function reader(source: AsyncIterable<Buffer>): (length: number) => Promise<Buffer> {
  const pieces = source[Symbol.asyncIterator]()
  let held = NONE
  return async (length) => {
    const more = [held]
    let size = held.length
    while (size < length) {
      const next = await pieces.next()
      if (next.done) throw new Error("the database ended a copy too early")
      more.push(next.value)
      size += next.value.length
    }
    const whole = more.length === 1 ? held : Buffer.concat(more)
    held = whole.subarray(length)
    return whole.subarray(0, length)
  }
}
