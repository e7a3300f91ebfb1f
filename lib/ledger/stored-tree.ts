import { type SQL, sql } from "drizzle-orm"
import type { Db } from "@/db/transaction"
import { LedgerFault } from "@/lib/ledger/fault"
import { type Frontier, folded, type Node, type Place, placesOf, type Range, rootOf } from "@/lib/ledger/tree"

const key = ({ level, index }: Place) => `${level}/${index}`

type Stored = { level: number; index: string; hash: Buffer }
type Read = (levels: SQL, indexes: SQL) => SQL

const ofTree: Read = (levels, indexes) => sql`
  select n.level, n.index, n.hash from ledger_nodes n
  join unnest(${levels}, ${indexes}) as wanted (level, index)
    on n.level = wanted.level and n.index = wanted.index`

/** How they are read for anybody, whom the database knows by no session. */
export const publicHashes: Read = (levels, indexes) => sql`
  select level, index, hash from guard.ledger_hashes(${levels}, ${indexes})`

/** The hashes stored at places, in their order. Throws LedgerFault where one is missing. */
export async function hashesAt(db: Db, places: readonly Place[], from = ofTree): Promise<Buffer[]> {
  if (places.length === 0) return []
  const levels = sql`${sql.param(places.map(({ level }) => level))}::smallint[]`
  const { rows } = await db.execute<Stored>(
    from(levels, sql`${sql.param(places.map(({ index }) => index))}::bigint[]`),
  )
  const found = new Map(rows.map((row) => [key({ level: row.level, index: Number(row.index) }), row.hash]))
  return places.map((place) => {
    const hash = found.get(key(place))
    if (!hash) throw new LedgerFault(`Node ${key(place)} of the ledger's tree is missing.`)
    return hash
  })
}

/** One hash for each range of leaves, read together. */
export async function hashesOver(db: Db, ranges: readonly Range[], from = ofTree): Promise<Buffer[]> {
  const places = ranges.map(placesOf)
  const hashes = await hashesAt(db, places.flat(), from)
  let read = 0
  return places.map(({ length }) => {
    read += length
    return folded(hashes.slice(read - length, read))
  })
}

/** The tree over the first `size` entries as it is stored. */
export const frontierAt = async (db: Db, size: number): Promise<Frontier> => ({
  size,
  hashes: await hashesAt(db, placesOf({ from: 0, to: size })),
})

/** The root over the first `size` entries as it is stored. */
export const rootAt = async (db: Db, size: number): Promise<Buffer> => rootOf(await frontierAt(db, size))

/** How many entries have their place. */
export async function storedSize(db: Db): Promise<number> {
  const { rows } = await db.execute<{ size: string }>(
    sql`select coalesce(max(seq) + 1, 0) as size from ledger_entries`,
  )
  return Number(rows[0]?.size ?? 0)
}

/** Adds places of entries and nodes of the tree, in one statement. */
export async function storeGrown(
  db: Db,
  size: number,
  ids: readonly string[],
  nodes: readonly Node[],
): Promise<void> {
  await db.execute(sql`
    with placed as (
      insert into ledger_entries (seq, id)
      select ${size}::bigint + n - 1, id from unnest(${sql.param(ids)}::uuid[]) with ordinality as made (id, n))
    insert into ledger_nodes (level, index, hash)
    select * from unnest(${sql.param(nodes.map(({ level }) => level))}::smallint[],
      ${sql.param(nodes.map(({ index }) => index))}::bigint[],
      ${sql.param(nodes.map(({ hash }) => hash))}::bytea[])`)
}
