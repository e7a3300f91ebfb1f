import { sql } from "drizzle-orm"
import { asWorker } from "@/lib/context"
import { dayIn, startOfDay } from "@/lib/deadlines/day"
import { backBy } from "@/lib/deadlines/period"
import type { OpenHouse } from "@/lib/house"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { termOfRule } from "@/lib/retention/term-of-rule"

/**
 * Drops the portal's own logs once the policy's term for logs is over: ended sessions, messages that went out, days'
 * letters to staff, deliveries of webhooks. Consents, acceptances, the ledger, views and disclosures are no logs and stay
 * (rule 16). Where the policy sets no term, nothing is dropped by it.
 */
export async function dropLogs(house: OpenHouse): Promise<void> {
  for (let dropped = 1; dropped > 0; )
    dropped = await asWorker(house, "drop-logs", null, async (ctx) => {
      const held = await inForceNow(ctx.db)
      const term = termOfRule(held, held.policy.logRetention.rule, "item_recorded")
      if (!term) return 0
      const zone = held.policy.organisation.timezone
      const before = startOfDay(backBy(dayIn(ctx.now, zone), term), zone)
      const { rows } = await ctx.db.execute<{ n: number }>(
        sql`select guard.drop_logs(${before.toISOString()}::timestamptz) as n`,
      )
      return rows[0]?.n ?? 0
    })
}
