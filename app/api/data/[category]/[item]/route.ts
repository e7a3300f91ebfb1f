import { house } from "@/app/_server/house"
import { currentSession } from "@/app/_server/session"
import { Expected, NotFound } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { may } from "@/lib/permissions"
import { offeredRight } from "@/lib/policy/lookup"
import { readScan } from "@/lib/records/read-scan"
import { hasProved, openReading } from "@/lib/records/reading"

type Context = { params: Promise<{ category: string; item: string }> }

const empty = (status: number) => new Response(null, { status, headers: { "Cache-Control": "no-store" } })

const statusOf = (error: unknown): number => {
  if (error instanceof NotFound) return 404
  return error instanceof Expected ? 403 : 500
}

/** `GET /api/data/[category]/[item]`: a scan of the signed-in person, for the minutes after the password was typed. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const session = await currentSession()
  if (session.is === "unavailable") return empty(503)
  if (session.is !== "actor" || session.signed.actor.kind !== "subject") return empty(401)
  const { signed } = session
  const { actor } = session.signed
  if (!may(actor, "data.read")) return empty(403)
  try {
    const { category, item } = await params
    const reading = await openReading(house(), signed, actor.subjectId)
    const { policy } = reading.inForce
    if (actor.mandate && !offeredRight(policy, "access", actor.mandate)) return empty(403)
    if (!policy.categories.some(({ code }) => code === category)) return empty(404)
    const { bytes, mediaType } = await readScan(reading, item, hasProved(actor, reading.now))
    return new Response(Buffer.from(bytes), {
      headers: {
        "Content-Type": mediaType,
        "Content-Disposition": "inline",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
      },
    })
  } catch (error) {
    if (!(error instanceof Expected)) logFault("scan", error)
    return empty(statusOf(error))
  }
}
