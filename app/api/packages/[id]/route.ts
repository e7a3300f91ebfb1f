import { house } from "@/app/_server/house"
import { currentSession } from "@/app/_server/session"
import { savePackage } from "@/lib/copies/my-package"
import { Expected, NotFound } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { emptyResponse, savedHeaders, streamOf } from "../../saved"

type Context = { params: Promise<{ id: string }> }

const elsewhere = (to: string): Response =>
  new Response(null, { status: 303, headers: { Location: to, "Cache-Control": "no-store" } })

/**
 * `GET /api/packages/[id]`: the signed-in person's own package, under the id of its part. 404 for what is not theirs;
 * to the password where it was not typed just now; to the request, which says so, when its days are over or it is held
 * back after a change of contact.
 */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const session = await currentSession()
  if (session.is === "unavailable") return emptyResponse(503)
  if (session.is !== "actor" || session.signed.actor.kind !== "subject") return emptyResponse(401)
  const { actor, token } = session.signed
  try {
    const { name, size, bytes } = await savePackage(house(), { actor, token }, (await params).id)
    const headers = { ...savedHeaders(name, "application/zip"), "Content-Length": String(size) }
    return new Response(streamOf(bytes), { headers })
  } catch (error) {
    if (!(error instanceof Expected)) {
      logFault("package", error)
      return emptyResponse(500)
    }
    const page = `/cabinet/requests/${error.values.number ?? ""}`
    if (error.code === "prove_first") return elsewhere(`/cabinet/data/reveal?back=${page}`)
    if (error.code === "package_over" || error.code === "contact_cooling") return elsewhere(page)
    return emptyResponse(error instanceof NotFound ? 404 : 403)
  }
}
