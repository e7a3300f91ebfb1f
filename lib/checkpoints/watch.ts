import { isNull } from "drizzle-orm"
import { ledgerOutages } from "@/db/schema/ledger-publishing"
import { asWorker, type Ctx, type House, type SystemActor } from "@/lib/context"
import { delayOf } from "@/lib/ledger/lag"
import { record } from "@/lib/ledger/record"
import { tellStaff } from "@/lib/people/tell-staff"

/**
 * Looks whether the ledger is signed in time. That it is not, and that it is again, is written down and told to auditors and
 * administrators, each once for an outage; killed and run again, and by several at once, nobody is told twice.
 */
export async function watchCheckpoints(house: House): Promise<void> {
  await asWorker(house, "watch-checkpoints", null, async (ctx) => {
    const late = await delayOf(ctx.db)
    return late === null ? end(ctx) : begin(ctx, late)
  })
}

async function begin(ctx: Ctx<SystemActor>, late: number): Promise<void> {
  const [outage] = await ctx.db
    .insert(ledgerOutages)
    .values({ since: new Date(ctx.now.getTime() - late * 1000) })
    .onConflictDoNothing()
    .returning({ id: ledgerOutages.id })
  if (outage) await say(ctx, outage.id, "checkpoints.delayed", "checkpoints_delayed")
}

async function end(ctx: Ctx<SystemActor>): Promise<void> {
  const [outage] = await ctx.db
    .update(ledgerOutages)
    .set({ overAt: ctx.now })
    .where(isNull(ledgerOutages.overAt))
    .returning({ id: ledgerOutages.id })
  if (outage) await say(ctx, outage.id, "checkpoints.resumed", "checkpoints_resumed")
}

async function say(
  ctx: Ctx<SystemActor>,
  object: string,
  act: "checkpoints.delayed" | "checkpoints.resumed",
  template: "checkpoints_delayed" | "checkpoints_resumed",
): Promise<void> {
  await record(ctx, act, { subjectId: null, object })
  for (const role of ["auditor", "administrator"] as const)
    await tellStaff(ctx, role, template, "/admin/ledger")
}
