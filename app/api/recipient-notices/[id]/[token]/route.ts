import { house } from "@/app/_server/house"
import { emptyResponse, savedHeaders } from "@/app/api/saved"
import { NotFound } from "@/lib/errors"
import { noticeByLink } from "@/lib/recipients/by-link"

type Context = { params: Promise<{ id: string; token: string }> }

/** The signed notice as a recipient's system would get it, by the link it was sent; gone once it was answered. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  try {
    const found = await noticeByLink(house(), await params)
    if (found.is !== "open") return emptyResponse(404)
    const headers = savedHeaders(`notice-${found.notice.request}.json`, "application/json")
    return new Response(JSON.stringify(found.notice), { headers })
  } catch (error) {
    if (error instanceof NotFound) return emptyResponse(404)
    throw error
  }
}
