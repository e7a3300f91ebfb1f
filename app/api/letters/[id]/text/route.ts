import { house } from "@/app/_server/house"
import { myLetterText } from "@/lib/requests/my-letter"
import { letterResponse } from "../../letter-response"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/letters/[id]/text`: the very text that was signed and hashed, in UTF-8. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const { id } = await params
  return letterResponse(async (signed) => ({ kind: "txt", ...(await myLetterText(house(), signed, id)) }))
}
