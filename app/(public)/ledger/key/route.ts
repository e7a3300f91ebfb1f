import { house } from "@/app/_server/house"
import { published } from "@/app/_server/published"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"

export const dynamic = "force-dynamic"

/** The key the ledger's checkpoints are signed with, as tools for signed notes take it (C2SP vkey). */
export const GET = (): Promise<Response> =>
  published(
    async (db) => {
      const key = await publishedLedgerKey(db, house().vault.ledgerKey)
      return key && `${key}\n`
    },
    { forGood: false },
  )
