import { isOutage } from "@/app/_server/explain"
import { house } from "@/app/_server/house"
import { unsubscribe } from "@/lib/consents/unsubscribe"
import { NotFound } from "@/lib/errors"
import { logFault } from "@/lib/log"

type Context = { params: Promise<{ token: string }> }

const answer = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers: { "Cache-Control": "no-store", ...headers } })

/**
 * `POST /unsubscribe/[token]`, which proxy.ts leads here: the button of the page, and the one-click of a mail program
 * (RFC 8058), which sends no origin and may not be led on. The token alone says whose and what.
 */
export const POST = async (request: Request, { params }: Context): Promise<Response> => {
  const { token } = await params
  const fromPage = request.headers.get("accept")?.includes("text/html") ?? false
  try {
    await unsubscribe(house(), token)
  } catch (error) {
    if (!(error instanceof NotFound)) {
      logFault("unsubscribe", error)
      return answer(isOutage(error) ? 503 : 500, { "Retry-After": "30" })
    }
    if (!fromPage) return answer(404)
  }
  return fromPage ? answer(303, { Location: `/unsubscribe/${token}` }) : answer(200)
}
