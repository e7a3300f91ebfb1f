import { currentSession } from "@/app/_server/session"
import type { Signed, SubjectActor } from "@/lib/context"
import { Expected } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { emptyResponse, savedHeaders } from "../saved"

const KINDS = {
  pdf: "application/pdf",
  txt: "text/plain; charset=utf-8",
  json: "application/json",
  jsonld: "application/ld+json",
  "tlog-proof": "text/plain; charset=utf-8",
} as const

export type LetterFile = { kind: keyof typeof KINDS; name: string; body: string | Buffer }

/**
 * Answers with a file of the signed-in person: 404 for what is not theirs, as for what is missing. The file is saved,
 * never opened inside our own origin.
 */
export const letterResponse = async (
  make: (signed: Signed<SubjectActor>) => Promise<LetterFile>,
): Promise<Response> => {
  const session = await currentSession()
  if (session.is === "unavailable") return emptyResponse(503)
  if (session.is !== "actor" || session.signed.actor.kind !== "subject") return emptyResponse(401)
  const { actor, token } = session.signed
  try {
    const { kind, name, body } = await make({ actor, token })
    return new Response(typeof body === "string" ? body : new Uint8Array(body), {
      headers: savedHeaders(`${name}.${kind}`, KINDS[kind]),
    })
  } catch (error) {
    if (error instanceof Expected) return emptyResponse(404)
    logFault("letter", error)
    return emptyResponse(500)
  }
}
