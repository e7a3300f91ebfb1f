import { house } from "@/app/_server/house"
import { letterResponse } from "@/app/api/letters/letter-response"
import { locales } from "@/lib/format/locale"
import { receiptFile } from "@/lib/requests/receipts"

type Context = { params: Promise<{ number: string; entry: string }> }

/** `GET /api/requests/[number]/receipts/[entry]?as=pdf|tlog-proof&lang=…`: the receipt of one entry about a request of one's own. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const [{ number, entry }, asked] = [await params, new URL(request.url).searchParams]
  const kind = asked.get("as") === "pdf" ? "pdf" : "tlog-proof"
  return letterResponse((signed) => {
    const language = locales.find((code) => code === asked.get("lang")) ?? signed.actor.locale
    return receiptFile(house(), signed, { number, entry, kind, language })
  })
}
