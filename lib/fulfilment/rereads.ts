import { and, asc, eq, isNull } from "drizzle-orm"
import { rereads } from "@/db/schema/fulfilment"
import type { Ctx, SystemActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { closesAccount, keepsAccount } from "@/lib/fulfilment/account-end"
import { rereadDays } from "@/lib/fulfilment/after-erasure"
import { type CameBack, toLast } from "@/lib/fulfilment/still-so"
import { isRun, type Work } from "@/lib/fulfilment/work"

export type Reread = { dueOn: Day; at: Date | null; found: CameBack[] | null }

/**
 * Sets the days on which what a certificate sealed now says to be done is read again, where it is to last; those of an earlier certificate of
 * the part that did not come yet give way. With the account the ways to find the person go, and nothing is read any more.
 */
export async function planRereads(ctx: Ctx<SystemActor>, work: Work): Promise<void> {
  const { part, plan, earlier, inForce } = work
  const ran = [...earlier, ...plan.operations].filter(isRun)
  if (ran.length === 0 && !keepsAccount(work)) return
  await ctx.db.delete(rereads).where(and(eq(rereads.partId, part.id), isNull(rereads.at)))
  const isOver = closesAccount(work) || (toLast(work).length === 0 && !keepsAccount(work))
  const days = isOver ? [] : rereadDays(inForce, ctx.now)
  if (days.length === 0) return
  const rows = days.map((dueOn) => ({ partId: part.id, subjectId: part.subjectId, dueOn }))
  await ctx.db.insert(rereads).values(rows).onConflictDoNothing()
}

/** The readings of a part, the first day first. */
export async function rereadsOf(ctx: Ctx, partId: string): Promise<Reread[]> {
  const { dueOn, at, found } = rereads
  const rows = await ctx.db
    .select({ dueOn, at, found })
    .from(rereads)
    .where(eq(rereads.partId, partId))
    .orderBy(asc(dueOn))
  return rows.map((row) => ({ ...row, found: row.found as CameBack[] | null }))
}
