import "server-only"
import { house } from "@/app/_server/house"
import { transaction } from "@/db/transaction"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"

/** The keys by which anybody checks receipts of this ledger. Public, so no actor is needed. */
export const ledgerKeys = async (): Promise<string[]> => {
  const { pools, vault } = house()
  const key = await transaction(pools.subject, {}, (db) => publishedLedgerKey(db, vault.ledgerKey))
  return key ? [key] : []
}
