import { eq, sql } from "drizzle-orm"
import { accounts } from "@/db/schema/people"
import type { Ctx } from "@/lib/context"
import { rereadsOf } from "@/lib/fulfilment/rereads"

type About = { subjectId: string; partId: string | null }

/**
 * Whether a person's account may be erased now (rules 10, 11): the part's certificate was sealed and the last reading after
 * it is over, every message to them went out, nothing else of theirs is open, and they act for nobody. Null: no account.
 */
export async function accountStanding(
  ctx: Ctx,
  { subjectId, partId }: About,
): Promise<{ mayClose: boolean } | null> {
  const [account] = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.subjectId, subjectId))
  if (!account) return null
  if (partId === null || !(await isReadForTheLastTime(ctx, partId))) return { mayClose: false }
  const { rows } = await ctx.db.execute<{ needed: boolean }>(
    sql`select guard.account_is_needed(${partId}) as needed`,
  )
  return { mayClose: rows[0]?.needed === false }
}

/** The readings after the certificates are all behind, and found nothing that is still to be erased again. */
async function isReadForTheLastTime(ctx: Ctx, partId: string): Promise<boolean> {
  const readings = await rereadsOf(ctx, partId)
  return readings.length > 0 && readings.every(({ at }) => at !== null)
}
