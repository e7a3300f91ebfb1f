import "server-only"
import { house } from "@/app/_server/house"
import { transaction } from "@/db/transaction"
import { type Outside, readOutside } from "@/lib/checkpoints/standing"
import { delayOf } from "@/lib/ledger/lag"
import { checkpointsOf } from "@/lib/ledger/sequence"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"

/** The keys by which anybody checks receipts of this ledger. Public, so no actor is needed. */
export const ledgerKeys = async (): Promise<string[]> => {
  const { pools, vault } = house()
  const key = await transaction(pools.subject, {}, (db) => publishedLedgerKey(db, vault.ledgerKey))
  return key ? [key] : []
}

/** Whether entries have waited too long for a signed checkpoint. */
export const isLedgerLate = async (): Promise<boolean> =>
  (await transaction(house().pools.subject, {}, delayOf)) !== null

/** The last checkpoint in the file outside the database. */
export const ledgerOutside = (): Promise<Outside> => readOutside(checkpointsOf(house()))
