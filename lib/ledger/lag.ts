import { sql } from "drizzle-orm"
import type { Db } from "@/db/transaction"

/** So long may an entry wait for a signed checkpoint before it counts as late; where all is well it is a second. */
const PATIENCE_S = 60

/** For how many seconds the oldest entry has waited for a signed checkpoint; null where none does. */
export async function lagOf(db: Db): Promise<number | null> {
  const { rows } = await db.execute<{ lag: number | null }>(sql`select guard.ledger_lag() as lag`)
  return rows[0]?.lag ?? null
}

/** The same where that is too long; null where it is not. */
export async function delayOf(db: Db): Promise<number | null> {
  const lag = await lagOf(db)
  return lag !== null && lag > PATIENCE_S ? lag : null
}
