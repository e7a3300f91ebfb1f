import { dropSessionToken, sessionToken } from "@/app/_server/cookies"
import { house } from "@/app/_server/house"
import { isOwnOrigin } from "@/app/_server/origin"
import { endSession } from "@/lib/people/sessions"

/** `POST /sign-out`: ends the session's row, drops the cookie and asks the browser to forget what it kept. */
export const POST = async (request: Request): Promise<Response> => {
  if (!isOwnOrigin(request.headers)) return new Response(null, { status: 403 })
  const token = await sessionToken()
  if (token) await endSession(house(), token)
  await dropSessionToken()
  // Not "cookies": the language stays.
  const headers = {
    Location: "/sign-in?out=1",
    "Clear-Site-Data": '"cache", "storage"',
    "Cache-Control": "no-store",
  }
  return new Response(null, { status: 303, headers })
}
