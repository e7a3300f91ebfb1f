import { house } from "@/app/_server/house"
import { letterToPrint } from "@/lib/requests/printed-letter"
import { letterResponse } from "../../letter-response"

type Context = { params: Promise<{ intent: string }> }

/** `GET /api/letters/drafts/[intent]`: the letter just prepared, to be printed, signed by hand and handed in. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const { intent } = await params
  return letterResponse(async (signed) => ({
    kind: "pdf",
    name: "letter",
    body: await letterToPrint(house(), signed, intent),
  }))
}
