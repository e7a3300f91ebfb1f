import type pg from "pg"
import { type KeyOwner, nameOf } from "@/lib/keys/keyring"
import type { KeyProvider } from "@/lib/keys/provider"

const AT_ONCE = 500

type Row = KeyOwner & { version: number; wrapped: Buffer }
type Place = Pick<Row, "id" | "purpose" | "version">

/** Before every key there is. */
const FIRST: Place = { id: "00000000-0000-0000-0000-000000000000", purpose: "case", version: -1 }

/**
 * Wraps every live key anew under an epoch, some hundreds in a transaction, while they are in use: a key stays the same,
 * only what it is wrapped in changes. Killed anywhere it goes on where it stood. Returns how many it wrapped.
 */
export async function rewrapAll(pool: pg.Pool, keys: KeyProvider, epoch: number): Promise<number> {
  let count = 0
  for (;;) {
    const before = count
    for (let after: Place | undefined = FIRST; after; ) {
      const step = await rewrapSome(pool, keys, epoch, after)
      count += step.count
      after = step.last
    }
    // Whoever still wrapped a new key under the old epoch meanwhile is found by another round.
    if (count === before) return count
  }
}

const NEXT = `select owner as id, purpose, version, wrapped from wrapped_keys
  where wrapped is not null and epoch <> $1 and (owner, purpose, version) > ($2::uuid, $3::text, $4::smallint)
  order by owner, purpose, version limit ${AT_ONCE} for update`

const WRITE = `update wrapped_keys k set wrapped = n.wrapped, epoch = $1
  from unnest($2::uuid[], $3::text[], $4::smallint[], $5::bytea[]) as n (owner, purpose, version, wrapped)
  where (k.owner, k.purpose, k.version) = (n.owner, n.purpose, n.version)`

async function rewrapSome(
  pool: pg.Pool,
  keys: KeyProvider,
  epoch: number,
  after: Place,
): Promise<{ count: number; last: Place | undefined }> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query("begin")
    const { rows } = await client.query<Row>(NEXT, [epoch, after.id, after.purpose, after.version])
    const wrapped = await Promise.all(rows.map((row) => rewrapped(keys, epoch, row)))
    const column = (name: keyof Place) => rows.map((row) => row[name])
    if (rows.length > 0)
      await client.query(WRITE, [epoch, column("id"), column("purpose"), column("version"), wrapped])
    await client.query("commit")
    return { count: rows.length, last: rows.at(-1) }
  } catch (error) {
    await client.query("rollback").catch((fault: Error) => {
      broken = fault
    })
    throw error
  } finally {
    client.release(broken)
  }
}

async function rewrapped(keys: KeyProvider, epoch: number, row: Row): Promise<Buffer> {
  const place = nameOf(row)
  return keys.wrap(epoch, place, await keys.unwrap(place, row.wrapped))
}
