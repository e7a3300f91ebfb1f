import { sql } from "drizzle-orm"
import type { Db } from "@/db/transaction"
import { readNote, verifierKey } from "@/lib/ledger/note"

/** The key of the ledger as it is published, under the name the ledger was begun with; null before its first checkpoint. */
export async function publishedLedgerKey(db: Db, ledgerKey: Buffer): Promise<string | null> {
  const { rows } = await db.execute<{ note: string }>(sql`select note from guard.ledger_checkpoint(null)`)
  const checkpoint = rows[0] && readNote(rows[0].note)
  return checkpoint ? verifierKey({ name: checkpoint.origin, publicKey: ledgerKey }) : null
}
