import { desc, inArray, ne } from "drizzle-orm"
import { sweeps } from "@/db/schema/retention"
import { asWorker, type Ctx } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import type { OpenHouse } from "@/lib/house"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { startSweep, sweptRules } from "@/lib/retention/start-sweep"
import { openStates } from "@/lib/retention/sweep"

/** When a rule was last looked at, and when it is next; null: never, and only when staff begin to. */
export type Scheduled = { rule: string; last: Day | null; next: Day | null }

/** The rules of the policy in force with their days; one never looked at is due today. */
export async function scheduleOf(ctx: Ctx, held: InForce): Promise<Scheduled[]> {
  const rows = await ctx.db
    .select({ rules: sweeps.rules, asOf: sweeps.asOf })
    .from(sweeps)
    .where(ne(sweeps.state, "dropped"))
    .orderBy(desc(sweeps.asOf))
  const every = held.profile.retention?.sweepEvery
  const today = dayIn(ctx.now, held.policy.organisation.timezone)
  return sweptRules(held).map((rule) => {
    const last = rows.find(({ rules }) => rules.includes(rule))?.asOf ?? null
    return { rule, last, next: every ? (last ? addPeriod(last, every) : today) : null }
  })
}

/** Begins the searches that are due, unless one is open; a round that is repeated begins nothing twice. */
export async function sweepRound(house: OpenHouse): Promise<void> {
  await asWorker(house, "sweep-round", null, async (ctx) => {
    const held = await inForceNow(ctx.db)
    const today = dayIn(ctx.now, held.policy.organisation.timezone)
    const due = (await scheduleOf(ctx, held)).filter(({ next }) => next !== null && next <= today)
    const open = await ctx.db.$count(sweeps, inArray(sweeps.state, [...openStates]))
    if (due.length > 0 && open === 0)
      await startSweep(
        ctx,
        due.map(({ rule }) => rule),
      )
  })
}
