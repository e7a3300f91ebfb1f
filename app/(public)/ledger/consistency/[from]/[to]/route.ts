import { published, sizeIn } from "@/app/_server/published"
import { publicConsistency } from "@/lib/ledger/proof"

type Context = { params: Promise<{ from: string; to: string }> }

/** By which anybody sees that the checkpoint over `to` entries goes on from the one over `from`, for good. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const { from, to } = await params
  const [smaller, larger] = [sizeIn(from), sizeIn(to)]
  return published(
    async (db) => (smaller === null || larger === null ? null : publicConsistency(db, smaller, larger)),
    { forGood: true },
  )
}
