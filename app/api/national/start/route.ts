import type { NextRequest } from "next/server"
import { keepFlowCookie } from "@/app/_server/cookies"
import { house } from "@/app/_server/house"
import { letterAt } from "@/app/(subject)/cabinet/prove/back"
import { Expected } from "@/lib/errors"
import { beginNational } from "@/lib/people/national"
import { FLOW, leadTo } from "../answer"

/** `GET /api/national/start`: on to the sign-in of the state; with `back`, to prove who it is for the letter there. */
export const GET = async (request: NextRequest): Promise<Response> => {
  const { oidc } = house().configuration
  if (!oidc) return new Response(null, { status: 404, headers: { "Cache-Control": "no-store" } })
  const letter = letterAt(request.nextUrl.searchParams.get("back"))
  try {
    const purpose = letter ? ({ for: "prove", back: letter.back } as const) : ({ for: "enter" } as const)
    const { url, kept } = await beginNational(house(), oidc, purpose)
    await keepFlowCookie(FLOW, kept)
    return leadTo(url)
  } catch (error) {
    if (!(error instanceof Expected)) throw error
    return leadTo(`/sign-in?national=${error.code}`)
  }
}
