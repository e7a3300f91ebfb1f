import { entryProof } from "@/lib/receipts/find-entry"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/ledger/[id]`: that an entry is in the ledger, as a file for `/verify`. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, entryProof, ({ name, text }) => ({
    bytes: new TextEncoder().encode(text),
    mediaType: "text/plain; charset=utf-8",
    name,
  }))
