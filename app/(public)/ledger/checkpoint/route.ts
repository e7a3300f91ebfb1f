import { published } from "@/app/_server/published"
import { publishedCheckpoint } from "@/lib/ledger/proof"

export const dynamic = "force-dynamic"

/** The newest signed checkpoint of the ledger (C2SP tlog-checkpoint). */
export const GET = (): Promise<Response> =>
  published((db) => publishedCheckpoint(db, null), { forGood: false })
