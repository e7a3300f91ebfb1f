import { published, sizeIn } from "@/app/_server/published"
import { publishedCheckpoint } from "@/lib/ledger/proof"

type Context = { params: Promise<{ size: string }> }

/** The checkpoint over so many entries, for good: of one size there is one. 404 for a size that was never signed. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const size = sizeIn((await params).size)
  return published(async (db) => (size === null ? null : publishedCheckpoint(db, size)), { forGood: true })
}
