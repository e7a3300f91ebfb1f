import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { frontierAt, storedSize, storeGrown } from "@/lib/ledger/stored-tree"
import { grown } from "@/lib/ledger/tree"

/** So many entries get their place in one transaction. */
export const AT_ONCE = 2_000

/**
 * Gives entries that wait their place in the tree, in the order they came in, and adds the nodes they complete. Returns how
 * many were taken. Whoever calls holds the sequencer's lock in this transaction; killed before its commit, nothing happened.
 */
export async function placeEntries({ db }: Ctx): Promise<number> {
  const { rows } = await db.execute<{ id: string; hash: Buffer; placed: boolean }>(
    sql`select id, hash, placed from guard.take_waiting(${AT_ONCE})`,
  )
  const entries = rows.filter(({ placed }) => !placed)
  if (entries.length === 0) return rows.length
  const size = await storedSize(db)
  const { nodes } = grown(
    await frontierAt(db, size),
    entries.map(({ hash }) => hash),
  )
  const ids = entries.map(({ id }) => id)
  await storeGrown(db, size, ids, nodes)
  return rows.length
}
