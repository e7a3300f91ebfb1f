import { randomUUID } from "node:crypto"
import { and, desc, eq, gt, isNotNull } from "drizzle-orm"
import { packages } from "@/db/schema/copies"
import { requestParts, requests } from "@/db/schema/requests"
import { asSigned, type Ctx, type House, type Signed, type SubjectActor } from "@/lib/context"
import { type Package, packageOf, piecesOf } from "@/lib/copies/package"
import { Forbidden, NotAllowedNow, NotFound } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import { record } from "@/lib/ledger/record"
import { heldUntil } from "@/lib/people/cooling"
import { may } from "@/lib/permissions"
import { hasProved } from "@/lib/records/reading"
import { askedByMe } from "@/lib/requests/asked-by-me"
import type { Status } from "@/lib/requests/machine"
import { isReading, type PartScope, type ReadingRight } from "@/lib/requests/scope"

export type MyPackage = {
  number: string
  status: Status
  stallCause: string | null
  package: Package | null
  /** Until when it is held back after a change of contact. */
  heldUntil: Date | null
}

/**
 * What became of a request of the person's own for what is held, with its package as long as it can be saved. Throws
 * NotFound for a part that is missing, somebody else's, or about something else.
 */
export async function myPackage(ctx: Ctx<SubjectActor>, partId: string): Promise<MyPackage> {
  const rows = isUuid(partId)
    ? await ctx.db
        .select({
          number: requests.number,
          status: requestParts.status,
          stallCause: requestParts.stallCause,
          scope: requestParts.scope,
        })
        .from(requestParts)
        .innerJoin(requests, eq(requests.id, requestParts.requestId))
        .where(and(eq(requestParts.id, partId), askedByMe(ctx.actor)))
    : []
  const row = rows[0]
  if (!row?.number || !isReading(row.scope as PartScope)) throw new NotFound()
  const { number, stallCause } = row
  const isDone = row.status === "fulfilled"
  return {
    number,
    stallCause,
    status: row.status as Status,
    package: isDone ? await packageOf(ctx, partId) : null,
    heldUntil: await heldUntil(ctx, ctx.actor.accountId),
  }
}

/** A package of this right that the person can still save, the newest; null where there is none (rule 29). */
export async function readyPackage(
  ctx: Ctx<SubjectActor>,
  right: ReadingRight,
): Promise<{ number: string; expiresAt: Date } | null> {
  const rows = await ctx.db
    .select({ number: requests.number, expiresAt: packages.expiresAt })
    .from(packages)
    .innerJoin(requestParts, eq(requestParts.id, packages.partId))
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(
      and(
        askedByMe(ctx.actor),
        eq(requestParts.right, right),
        eq(requestParts.status, "fulfilled"),
        isNotNull(packages.sealedAt),
        gt(packages.expiresAt, ctx.now),
      ),
    )
    .orderBy(desc(packages.at))
    .limit(1)
  const row = rows[0]
  return row?.number ? { number: row.number, expiresAt: row.expiresAt } : null
}

export type Saved = { name: string; size: number; bytes: AsyncGenerator<Buffer> }

/**
 * The person's own package to save, after the password was typed just now; that it was taken is in the ledger before a
 * byte goes out. Throws NotFound as myPackage does, Forbidden("prove_first") without the password, NotAllowedNow
 * ("package_over") when its days are over, ("contact_cooling") while a changed contact of theirs proves nothing.
 */
export async function savePackage(
  house: House,
  signed: Signed<SubjectActor>,
  partId: string,
): Promise<Saved> {
  const open = <T>(work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
    asSigned(house, signed, randomUUID(), work)
  const { number, size } = await open(async (ctx) => {
    if (!may(ctx.actor, "package.download")) throw new Forbidden()
    const { number, status, package: found, heldUntil: held } = await myPackage(ctx, partId)
    if (!found) throw status === "fulfilled" ? new NotAllowedNow("package_over", { number }) : new NotFound()
    if (!hasProved(ctx.actor, ctx.now)) throw new Forbidden("prove_first", { number })
    const { subjectId } = ctx.actor
    if (held) throw new NotAllowedNow("contact_cooling", { number })
    await record(ctx, "package.downloaded", { subjectId, object: partId })
    return { number, size: found.size }
  })
  return { name: `data-${number}.zip`, size, bytes: piecesOf(partId, open) }
}
