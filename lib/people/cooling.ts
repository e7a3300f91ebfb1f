import { eq } from "drizzle-orm"
import { accounts } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import type { Ctx } from "@/lib/context"
import { addDays, dayIn, startOfDay } from "@/lib/deadlines/day"
import { addPeriod, backBy } from "@/lib/deadlines/period"
import { type InForce, inForce } from "@/lib/policy/editions"

/** Where the policy says nothing: a week, in which whoever is told at the old contact can speak up. */
const WEEK = "P7D"

/** When a contact changed at that moment proves something again: whole days of the organisation's have gone by. */
export function cooledAt({ policy }: Pick<InForce, "policy">, changedAt: Date): Date {
  const { timezone } = policy.organisation
  const last = addPeriod(dayIn(changedAt, timezone), policy.identity?.coolingOff ?? WEEK)
  return startOfDay(addDays(last, 1), timezone)
}

/** What was changed after this moment proves nothing yet. */
export function coolingSince({ policy }: Pick<InForce, "policy">, now: Date): Date {
  const { timezone } = policy.organisation
  return startOfDay(backBy(dayIn(now, timezone), policy.identity?.coolingOff ?? WEEK), timezone)
}

/**
 * Until when no copy leaves by this account, since a phone or e-mail of it was changed: whoever changed it may be
 * somebody else, and the old contact was told. Null where nothing is held back.
 */
export async function heldUntil(ctx: Ctx, accountId: string): Promise<Date | null> {
  const [row] = await ctx.db
    .select({ at: accounts.coolingSince })
    .from(accounts)
    .where(eq(accounts.id, accountId))
  if (!row?.at) return null
  const until = cooledAt(await inForce(ctx.db), row.at)
  return until > ctx.now ? until : null
}

/** The same for whoever asked for a part in the cabinet; what was asked elsewhere was asked of staff, who saw them. */
export async function askerHeldUntil(ctx: Ctx, requestId: string): Promise<Date | null> {
  const [row] = await ctx.db
    .select({ by: requests.requesterId, channel: requests.channel })
    .from(requests)
    .where(eq(requests.id, requestId))
  return row?.by && row.channel === "cabinet" ? heldUntil(ctx, row.by) : null
}
