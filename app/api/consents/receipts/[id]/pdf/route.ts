import { house } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { letterResponse } from "@/app/api/letters/letter-response"
import { receiptPdfFile } from "@/lib/consents/receipt-files"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/consents/receipts/[id]/pdf`: the receipt of an act of consent of the signed-in person's, as PDF, in the language being read. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const [{ id }, locale] = [await params, await currentLocale()]
  return letterResponse(async ({ actor, token }) => ({
    kind: "pdf",
    ...(await receiptPdfFile(house(), { actor: { ...actor, locale }, token }, id)),
  }))
}
