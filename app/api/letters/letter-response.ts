import { currentSession } from "@/app/_server/session"
import type { Signed, SubjectActor } from "@/lib/context"
import { Expected } from "@/lib/errors"
import { logFault } from "@/lib/log"

const empty = (status: number) => new Response(null, { status, headers: { "Cache-Control": "no-store" } })

const KINDS = { pdf: "application/pdf", txt: "text/plain; charset=utf-8" } as const

export type LetterFile = { kind: keyof typeof KINDS; name: string; body: string | Buffer }

/**
 * Answers with a file of the signed-in person: 404 for what is not theirs, as for what is missing. The file is saved,
 * never opened inside our own origin.
 */
export const letterResponse = async (
  make: (signed: Signed<SubjectActor>) => Promise<LetterFile>,
): Promise<Response> => {
  const session = await currentSession()
  if (session.is === "unavailable") return empty(503)
  if (session.is === "none" || session.signed.actor.kind !== "subject") return empty(401)
  const { actor, token } = session.signed
  try {
    const { kind, name, body } = await make({ actor, token })
    return new Response(typeof body === "string" ? body : new Uint8Array(body), {
      headers: {
        "Content-Type": KINDS[kind],
        "Content-Disposition": `attachment; filename="${name}.${kind}"`,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
      },
    })
  } catch (error) {
    if (error instanceof Expected) return empty(404)
    logFault("letter", error)
    return empty(500)
  }
}
