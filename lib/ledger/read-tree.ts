import type { ClientBase } from "pg"
import { completed } from "@/lib/ledger/tree"

/** So many entries are read at a time; a complete subtree, so a power of two. */
export const CHUNK = 4_096
export const CHUNK_LEVEL = 12

/** A piece of the ledger as it is stored: entries' bytes in their order, and the nodes over them by level. */
export type Chunk = {
  from: number
  leaves: (Buffer | null)[]
  ids: string[]
  /** Places of entries beside whose bytes stands another id or time than in them. */
  odd: Set<number>
  nodes: Map<number, Map<number, Buffer>>
}

type Packed = { ids: Buffer | null; leaves: Buffer | null; seqs: Buffer | null; odd: Buffer | null }

// Many rows in one value: a row of its own costs more to send and read than its bytes.
const ENTRIES = `
  select string_agg(int8send(e.seq), ''::bytea order by e.seq) as seqs, string_agg(uuid_send(e.id), ''::bytea order by e.seq) as ids,
    string_agg(int4send(coalesce(octet_length(i.leaf), -1)) || coalesce(i.leaf, ''::bytea), ''::bytea order by e.seq) as leaves,
    string_agg(int8send(e.seq), ''::bytea order by e.seq) filter (where i.leaf is not null and (
      position(convert_to('"id":"' || e.id || '"', 'UTF8') in i.leaf) = 0
      or i.at is distinct from guard.time_of(i.leaf))) as odd
  from ledger_entries e left join ledger_inbox i on i.id = e.id where e.seq >= $1 and e.seq < $2`

const NODES = `
  select n.level::int as level, string_agg(int8send(n.index), ''::bytea order by n.index) as places,
    string_agg(n.hash, ''::bytea order by n.index) as hashes, bool_and(octet_length(n.hash) = 32) as whole
  from unnest($1::int[], $2::bigint[], $3::bigint[]) as grown (level, first, beyond)
  join ledger_nodes n on n.level = grown.level and n.index >= grown.first and n.index < grown.beyond group by n.level`

/** Reads the entries from a place on, a chunk of them, with the nodes up to the chunk's own root. */
export async function readChunk(client: ClientBase, from: number, to: number): Promise<Chunk> {
  const { rows } = await client.query<Packed>(ENTRIES, [from, to])
  const seqs = numbers(rows[0]?.seqs)
  const leaves: (Buffer | null)[] = Array.from({ length: to - from }, () => null)
  const ids: string[] = Array.from({ length: to - from }, () => "")
  let at = 0
  const packed = rows[0]?.leaves ?? Buffer.alloc(0)
  for (const [n, seq] of seqs.entries()) {
    const length = packed.readInt32BE(at)
    if (length >= 0) leaves[seq - from] = packed.subarray(at + 4, at + 4 + length)
    ids[seq - from] = rows[0]?.ids?.toString("hex", n * 16, n * 16 + 16) ?? ""
    at += 4 + Math.max(0, length)
  }
  return { from, leaves, ids, odd: new Set(numbers(rows[0]?.odd)), nodes: await readNodes(client, from, to) }
}

async function readNodes(client: ClientBase, from: number, to: number): Promise<Chunk["nodes"]> {
  const levels = completed(from, to).filter(({ level }) => level <= CHUNK_LEVEL)
  const { rows } = await client.query<{ level: number; places: Buffer; hashes: Buffer; whole: boolean }>(
    NODES,
    [
      levels.map(({ level }) => level),
      levels.map(({ from: first }) => first),
      levels.map(({ to: beyond }) => beyond),
    ],
  )
  return new Map(
    rows.map(({ level, places, hashes, whole }) => [
      level,
      // Hashes of another length cannot be told apart: then none of them counts.
      new Map(whole ? numbers(places).map((place, n) => [place, hashes.subarray(n * 32, n * 32 + 32)]) : []),
    ]),
  )
}

const numbers = (packed: Buffer | null | undefined): number[] =>
  Array.from({ length: (packed?.length ?? 0) / 8 }, (_, n) => Number(packed?.readBigInt64BE(n * 8)))
