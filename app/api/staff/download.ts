import "server-only"
import { randomUUID } from "node:crypto"
import { staffHouse } from "@/app/_server/house"
import { currentSession } from "@/app/_server/session"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Expected, NotFound } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import { logFault } from "@/lib/log"
import { emptyResponse, savedHeaders, streamOf } from "../saved"

export type Download = { bytes: Uint8Array | AsyncGenerator<Uint8Array>; mediaType: string; name: string }

const statusOf = (error: unknown): number => {
  if (error instanceof NotFound) return 404
  return error instanceof Expected ? 403 : 500
}

/**
 * A file for a member of staff: always saved, never opened in a page, and powerless if it is (sandbox). `make` writes the
 * view before it gives a byte; nothing is sent when it fails.
 */
export const staffFile = async (
  id: string,
  make: (signed: Signed<StaffActor>, id: string) => Promise<Download>,
): Promise<Response> =>
  staffExport((signed) => {
    if (!isUuid(id)) throw new NotFound()
    return make(signed, id)
  })

/** The same for a register taken whole, which shows nobody. */
export async function staffExport(
  make: (signed: Signed<StaffActor>) => Promise<Download>,
): Promise<Response> {
  const session = await currentSession()
  if (session.is === "unavailable") return emptyResponse(503)
  if (session.is !== "actor" || session.signed.actor.kind !== "staff") return emptyResponse(401)
  const { token, actor } = session.signed
  try {
    const { bytes, mediaType, name } = await make({ token, actor })
    const body = bytes instanceof Uint8Array ? Buffer.from(bytes) : streamOf(bytes)
    return new Response(body, { headers: savedHeaders(name, mediaType) })
  } catch (error) {
    if (!(error instanceof Expected)) logFault("download", error)
    return emptyResponse(statusOf(error))
  }
}

/** The same for what one transaction takes: `take` runs in it as the actor and writes the view. */
export const staffDownload = <T>(
  id: string,
  take: (ctx: Ctx<StaffActor>, id: string) => Promise<T>,
  make: (taken: T) => Download | Promise<Download>,
): Promise<Response> =>
  staffFile(id, async (signed) =>
    make(await asSigned<StaffActor, T>(staffHouse(), signed, randomUUID(), (ctx) => take(ctx, id))),
  )
