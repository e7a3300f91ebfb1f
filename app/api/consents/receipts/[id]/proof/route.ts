import { house } from "@/app/_server/house"
import { letterResponse } from "@/app/api/letters/letter-response"
import { receiptProofFile } from "@/lib/consents/receipt-files"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/consents/receipts/[id]/proof?entry=…`: the ledger's proof of one entry of a receipt of one's own consent. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const [{ id }, entry] = [await params, new URL(request.url).searchParams.get("entry") ?? ""]
  return letterResponse(async (signed) => ({
    kind: "tlog-proof",
    ...(await receiptProofFile(house(), signed, id, entry)),
  }))
}
