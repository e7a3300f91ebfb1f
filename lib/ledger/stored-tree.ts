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

/** Stored hashes by their place. */
type Hashes = ReadonlyMap<string, Buffer>

async function read(db: Db, places: readonly Place[], from: Read): Promise<Hashes> {
  if (places.length === 0) return new Map()
  const levels = sql`${sql.param(places.map(({ level }) => level))}::smallint[]`
  const { rows } = await db.execute<Stored>(
    from(levels, sql`${sql.param(places.map(({ index }) => index))}::bigint[]`),
  )
  return new Map(rows.map((row) => [key({ level: row.level, index: Number(row.index) }), row.hash]))
}

const hashesOf = (stored: Hashes, places: readonly Place[]): Buffer[] =>
  places.map((place) => {
    const hash = stored.get(key(place))
    if (!hash) throw new LedgerFault(`Node ${key(place)} of the ledger's tree is missing.`)
    return hash
  })

/** The hashes stored at places, in their order. Throws LedgerFault where one is missing. */
export const hashesAt = async (db: Db, places: readonly Place[]): Promise<Buffer[]> =>
  hashesOf(await read(db, places, ofTree), places)

/** One hash for each range of leaves, of stored hashes that hold those they are made of. Throws LedgerFault as above. */
export const overRanges = (stored: Hashes, ranges: readonly Range[]): Buffer[] =>
  ranges.map((range) => folded(hashesOf(stored, placesOf(range))))

/** The same, read together. */
export const hashesOver = async (db: Db, ranges: readonly Range[], from = ofTree): Promise<Buffer[]> =>
  overRanges(await read(db, ranges.flatMap(placesOf), from), ranges)

const NODE = 4 + 8 + 32

/** Nodes as the server packs them into one value: level, index and hash of each. */
export const unpackedNodes = (packed: Buffer): Hashes =>
  new Map(
    Array.from({ length: packed.length / NODE }, (_, n) => {
      const at = n * NODE
      const place = { level: packed.readInt32BE(at), index: Number(packed.readBigInt64BE(at + 4)) }
      return [key(place), packed.subarray(at + 12, at + NODE)]
    }),
  )

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
