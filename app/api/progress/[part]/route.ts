import { randomUUID } from "node:crypto"
import { stepsText } from "@/app/_records/steps-text"
import { house } from "@/app/_server/house"
import { currentSession } from "@/app/_server/session"
import { emptyResponse } from "@/app/api/saved"
import { asSigned } from "@/lib/context"
import { stepsOf } from "@/lib/fulfilment/steps"
import { logFault } from "@/lib/log"

type Context = { params: Promise<{ part: string }> }

/**
 * `GET /api/progress/[part]`: how far a part is, as a sentence in the reader's language, and whether it still goes on. For
 * the person and for staff who read requests; 404 for anybody else. Says nothing of what is in it.
 */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const session = await currentSession()
  if (session.is === "unavailable") return emptyResponse(503)
  if (session.is !== "actor") return emptyResponse(401)
  try {
    const { part } = await params
    const steps = await asSigned(house(), session.signed, randomUUID(), (ctx) => stepsOf(ctx, part))
    if (!steps) return emptyResponse(404)
    const { going } = steps
    return Response.json(
      { text: await stepsText(steps), going },
      { headers: { "Cache-Control": "no-store" } },
    )
  } catch (error) {
    logFault("steps", error)
    return emptyResponse(500)
  }
}
