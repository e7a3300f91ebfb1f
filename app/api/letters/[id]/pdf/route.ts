import { house } from "@/app/_server/house"
import { myLetterPdf } from "@/lib/requests/my-letter"
import { letterResponse } from "../../letter-response"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/letters/[id]/pdf`: a letter of the signed-in person's as PDF with its registration number. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const { id } = await params
  return letterResponse(async (signed) => ({ kind: "pdf", ...(await myLetterPdf(house(), signed, id)) }))
}
