import { house } from "@/app/_server/house"
import { letterResponse } from "@/app/api/letters/letter-response"
import { receiptJsonFile } from "@/lib/consents/receipt-files"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/consents/receipts/[id]/json`: the receipt of an act of consent of the signed-in person's, for machines. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const { id } = await params
  return letterResponse(async (signed) => ({ kind: "json", ...(await receiptJsonFile(house(), signed, id)) }))
}
