import { sql } from "drizzle-orm"
import type { Db } from "@/db/transaction"
import { readNote } from "@/lib/ledger/note"
import { hashesOver, overRanges, publicHashes, unpackedNodes } from "@/lib/ledger/stored-tree"
import { consistencyRanges, inclusionRanges } from "@/lib/ledger/tree"

/** That an entry is in the ledger: its place, the hashes from its sibling up, and the checkpoint they lead to. */
export type Proof = { index: number; size: number; hashes: Buffer[]; note: string }

// All a proof may need, in one round trip: at each level the neighbour of the entry's own node, and the last complete node.
const NEIGHBOURS = sql`
  select string_agg(int4send(n.level) || int8send(n.index) || n.hash, ''::bytea) filter (where octet_length(n.hash) = 32)
  from generate_series(0, 62) as at (level) join ledger_nodes n
    on n.level = at.level and n.index in ((e.seq >> at.level) # 1, (c.size >> at.level) - 1)
  where 1::bigint << at.level <= c.size`

/** A proof of an entry under the newest checkpoint; null while none stands over it yet, or where there is no such entry. */
export async function proofOf(db: Db, entryId: string): Promise<Proof | null> {
  const { rows } = await db.execute<{ seq: string; note: string; nodes: Buffer | null }>(sql`
    select e.seq, c.note, (${NEIGHBOURS}) as nodes from ledger_entries e
    cross join lateral (select size, note from ledger_checkpoints order by size desc limit 1) c
    where e.id = ${entryId} and e.seq < c.size`)
  const [row] = rows
  const checkpoint = row && readNote(row.note)
  if (!checkpoint) return null
  const [index, size] = [Number(row.seq), checkpoint.size]
  const stored = unpackedNodes(row.nodes ?? Buffer.alloc(0))
  return { index, size, hashes: overRanges(stored, inclusionRanges(index, size)), note: row.note }
}

/** The hashes by which the tree of the smaller size is shown to be the beginning of the larger. */
export const consistencyOf = (db: Db, smaller: number, larger: number): Promise<Buffer[]> =>
  hashesOver(db, consistencyRanges(smaller, larger))

/**
 * The same for anybody: the checkpoint of the larger size, with the hashes by which whoever holds the smaller one sees that
 * it goes on from there, written as a witness takes them (C2SP tlog-witness). Null for a size that was never signed.
 */
export async function publicConsistency(db: Db, smaller: number, larger: number): Promise<string | null> {
  const note = await publishedCheckpoint(db, larger)
  if (note === null || smaller > larger) return null
  const hashes = await hashesOver(db, consistencyRanges(smaller, larger), publicHashes)
  return [`old ${smaller}`, ...hashes.map((hash) => hash.toString("base64")), "", note].join("\n")
}

/** The newest checkpoint, or the one of a size; null where there is none. Public, so no actor is needed. */
export async function publishedCheckpoint(db: Db, size: number | null): Promise<string | null> {
  const { rows } = await db.execute<{ note: string }>(sql`select note from guard.ledger_checkpoint(${size})`)
  return rows[0]?.note ?? null
}

/** The proof as a file (C2SP tlog-proof). What was entered stands beside it, not in it. */
export const proofText = ({ index, hashes, note }: Proof): string =>
  [
    "c2sp.org/tlog-proof@v1",
    `index ${index}`,
    ...hashes.map((hash) => hash.toString("base64")),
    "",
    note,
  ].join("\n")
