import { house } from "@/app/_server/house"
import { letterResponse } from "@/app/api/letters/letter-response"
import { complaintFile } from "@/lib/requests/dispute-files"

type Context = { params: Promise<{ number: string }> }

/**
 * `GET /api/requests/[number]/complaint?part=…&lang=ky|ru|en&as=pdf|txt`: the ready complaint of the signed-in person to
 * the body the legal profile names.
 */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const [{ number }, asked] = [await params, new URL(request.url).searchParams]
  const kind = asked.get("as") === "txt" ? "txt" : "pdf"
  return letterResponse(async (signed) => ({
    kind,
    ...(await complaintFile(house(), signed, {
      number,
      part: asked.get("part") ?? "",
      language: asked.get("lang") ?? "",
      kind,
    })),
  }))
}
