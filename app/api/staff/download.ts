import "server-only"
import { randomUUID } from "node:crypto"
import { house } from "@/app/_server/house"
import { currentSession } from "@/app/_server/session"
import { asSigned, type Ctx, type StaffActor } from "@/lib/context"
import { Expected, NotFound } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { emptyResponse, savedHeaders } from "../saved"

export type Download = { bytes: Uint8Array; mediaType: string; name: string }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const statusOf = (error: unknown): number => {
  if (error instanceof NotFound) return 404
  return error instanceof Expected ? 403 : 500
}

/**
 * A file for a member of staff: always saved, never opened in a page, and powerless if it is (sandbox). `take` runs in
 * one transaction as the actor and writes the view; nothing is sent when it fails.
 */
export async function staffDownload<T>(
  id: string,
  take: (ctx: Ctx<StaffActor>, id: string) => Promise<T>,
  make: (taken: T) => Download | Promise<Download>,
): Promise<Response> {
  const session = await currentSession()
  if (session.is === "unavailable") return emptyResponse(503)
  if (session.is === "none" || session.signed.actor.kind !== "staff") return emptyResponse(401)
  const { token, actor } = session.signed
  if (!UUID.test(id)) return emptyResponse(404)
  try {
    const taken = await asSigned<StaffActor, T>(house(), { token, actor }, randomUUID(), (ctx) =>
      take(ctx, id),
    )
    const { bytes, mediaType, name } = await make(taken)
    return new Response(Buffer.from(bytes), {
      headers: savedHeaders(name, mediaType),
    })
  } catch (error) {
    if (!(error instanceof Expected)) logFault("download", error)
    return emptyResponse(statusOf(error))
  }
}
