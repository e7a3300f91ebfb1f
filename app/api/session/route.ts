import { sessionToken } from "@/app/_server/cookies"
import { house } from "@/app/_server/house"
import { isOwnOrigin } from "@/app/_server/origin"
import { emptyResponse } from "@/app/api/saved"
import { logFault } from "@/lib/log"
import { secondsLeft, whoIs } from "@/lib/people/sessions"

/** How long the session may still lie idle, for the warning before it ends; looking does not use it. */
async function left(): Promise<Response> {
  const token = await sessionToken()
  const seconds = token && (await secondsLeft(house(), token))
  if (seconds === null) return emptyResponse(401)
  return Response.json({ left: seconds }, { headers: { "Cache-Control": "no-store" } })
}

const answered = (work: () => Promise<Response>): Promise<Response> =>
  work().catch((error) => {
    logFault("session", error)
    return emptyResponse(503)
  })

/** `GET /api/session`: the seconds left, 401 when the session is over. Says nothing of who holds it. */
export const GET = (): Promise<Response> => answered(left)

/** `POST /api/session`: the same after using it, as somebody who is still there does. */
export const POST = async (request: Request): Promise<Response> => {
  if (!isOwnOrigin(request.headers)) return emptyResponse(403)
  return answered(async () => {
    const token = await sessionToken()
    if (token) await whoIs(house(), token)
    return left()
  })
}
