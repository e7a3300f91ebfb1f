import type { NextRequest } from "next/server"
import { flowCookie, keepFlowCookie, keepSessionToken, sessionToken } from "@/app/_server/cookies"
import { house } from "@/app/_server/house"
import { adoptLocale, currentLocale } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { device } from "@/app/_server/session"
import { keepAcceptance } from "@/lib/editions/accept"
import { Expected } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { enterByNational, proveByNational } from "@/lib/people/enter-national"
import { finishNational, type Purpose } from "@/lib/people/national"
import { endSession } from "@/lib/people/sessions"
import { FLOW, leadTo } from "../answer"

/** `GET /api/national/callback`: back from the sign-in of the state, to the cabinet or to the letter it was for. */
export const GET = async (request: NextRequest): Promise<Response> => {
  const { oidc } = house().configuration
  if (!oidc) return new Response(null, { status: 404, headers: { "Cache-Control": "no-store" } })
  try {
    const kept = await flowCookie(FLOW)
    await keepFlowCookie(FLOW, null)
    const said = await finishNational(house(), oidc, { search: request.nextUrl.search, kept })
    return leadTo(await carryOn(said))
  } catch (error) {
    if (!(error instanceof Expected)) logFault("national", error)
    return leadTo(`/sign-in?national=${error instanceof Expected ? error.code : "national_refused"}`)
  }
}

async function carryOn({ pin, purpose }: { pin: string; purpose: Purpose }): Promise<string> {
  const sources = house().sourcesOf(await currentInForce())
  const before = await sessionToken()
  if (purpose.for === "prove") {
    try {
      await keepSessionToken(await proveByNational(house(), sources, before ?? "", pin))
      return purpose.back
    } catch (error) {
      if (!(error instanceof Expected)) throw error
      return `/cabinet/prove?back=${encodeURIComponent(purpose.back)}&national=${error.code}`
    }
  }
  const input = { pin, locale: await currentLocale() }
  const { token, locale } = await enterByNational(house(), sources, input, await device())
  // A browser has one session: what was open in it before ends.
  if (before) await endSession(house(), before)
  await keepAcceptance(house(), token, null)
  await keepSessionToken(token)
  await adoptLocale(locale)
  return "/cabinet"
}
