import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import { asSigned, type Ctx, type House, type Signed, type StaffActor } from "@/lib/context"
import type { Saved } from "@/lib/copies/my-package"
import { BOOKLET } from "@/lib/copies/pack"
import { packageOf, piecesOf } from "@/lib/copies/package"
import { unzipped } from "@/lib/copies/zip"
import { Forbidden, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { recordView } from "@/lib/oversight/record-view"
import { underView } from "@/lib/oversight/under-view"
import { may } from "@/lib/permissions"
import { isReading, type PartScope } from "@/lib/requests/scope"

/**
 * A package for an officer who hands it over, at the desk or to a service. That every category in it was seen is
 * recorded before a byte goes out. Throws Forbidden, NotFound where there is no package any more.
 */
export async function takePackage(house: House, signed: Signed<StaffActor>, partId: string): Promise<Saved> {
  const { number, size } = await asSigned(house, signed, randomUUID(), (ctx) => seen(ctx, partId))
  const seenOnly = { ...house, vaultFor: underView }
  const open = <T>(work: (ctx: Ctx<StaffActor>) => Promise<T>) =>
    asSigned(seenOnly, signed, randomUUID(), work)
  return { name: `data-${number}.zip`, size, bytes: piecesOf(partId, open) }
}

/** The booklet of the same package alone, to be printed at the desk. */
export async function takeBooklet(
  house: House,
  signed: Signed<StaffActor>,
  partId: string,
): Promise<{ name: string; bytes: Buffer }> {
  const { name, bytes } = await takePackage(house, signed, partId)
  const found = await unzipped(bytes, BOOKLET)
  if (!found) throw new NotFound()
  return { name: name.replace(/zip$/, "html"), bytes: found }
}

async function seen(ctx: Ctx<StaffActor>, partId: string): Promise<{ number: string; size: number }> {
  if (!may(ctx.actor, "package.take")) throw new Forbidden()
  const rows = await ctx.db
    .select({
      number: requests.number,
      subjectId: requestParts.subjectId,
      scope: requestParts.scope,
    })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(eq(requestParts.id, partId))
  const row = rows[0]
  const scope = row?.scope as PartScope | undefined
  const found = scope && isReading(scope) ? await packageOf(ctx, partId) : null
  if (!row?.number || !row.subjectId || !found || !scope || !isReading(scope)) throw new NotFound()
  const { number, subjectId } = row
  const held = found.summary.categories.map(({ code }) => code)
  const categories = held.length > 0 ? held : scope.categories
  await recordView(ctx, { subjectId, categories, requestNumber: number, reason: null })
  await record(ctx, "package.downloaded", { subjectId, object: partId })
  return { number, size: found.size }
}
