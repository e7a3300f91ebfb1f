import { and, eq, ne } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { accessPart, type Part } from "@/lib/requests/access"
import type { Original } from "@/lib/requests/appeal-outcomes"
import { isOpen, type Status } from "@/lib/requests/machine"

type Appealable = { status: Status; dueAt: Date; appealOf: string | null }

const DECIDED: readonly Status[] = ["refused", "fulfilled", "deferred", "lapsed"]

/** Why nobody may appeal against a part as it stands; null where they may (rule 26). */
export function whyNoAppeal({ status, dueAt, appealOf }: Appealable, now: Date): string | null {
  if (appealOf) return "appeal_of_appeal"
  if (DECIDED.includes(status) || (isOpen(status) && dueAt < now)) return null
  return status === "cancelled" ? "appeal_cancelled" : "appeal_too_early"
}

/** Where an appeal is, or what it is against: part and number. */
export type Beside = { part: string; number: string }

/** The appeal against a part that was not taken back; null where there is none. */
export async function appealAgainst(ctx: Ctx, partId: string): Promise<Beside | null> {
  const rows = await ctx.db
    .select({ part: requestParts.id, number: requests.number })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.appealOf, partId), ne(requestParts.status, "cancelled")))
  const [row] = rows
  return row?.number ? { part: row.part, number: row.number } : null
}

/** What an appeal is against; null for a part that is none. */
export async function appealedBy(ctx: Ctx, appealId: string): Promise<(Beside & Original) | null> {
  const original = alias(requestParts, "original")
  const { id: part, right, ground } = original
  const rows = await ctx.db
    .select({ part, right, ground, number: requests.number })
    .from(requestParts)
    .innerJoin(original, eq(original.id, requestParts.appealOf))
    .innerJoin(requests, eq(requests.id, original.requestId))
    .where(eq(requestParts.id, appealId))
  const [row] = rows
  return row?.number ? { ...row, number: row.number, right: row.right as Original["right"] } : null
}

/**
 * The part an appeal is to be against, locked, so that of two appeals at once one goes in. Throws NotAllowedNow: nothing
 * was decided and the term runs (`appeal_too_early`), it was taken back, it is an appeal itself, or was appealed already.
 */
export async function openToAppeal(ctx: Ctx, partId: string): Promise<Part> {
  const part = await accessPart(ctx, partId, null)
  const why = whyNoAppeal(part, ctx.now)
  if (why) throw new NotAllowedNow(why)
  if (await appealAgainst(ctx, partId)) throw new NotAllowedNow("appealed_already")
  return part
}
