import { and, eq, isNull } from "drizzle-orm"
import { alerts } from "@/db/schema/alerts"
import { asWorker, type House } from "@/lib/context"
import { tellStaff } from "@/lib/people/tell-staff"

/** Writes to every auditor that an alert waits, once; killed and run again it tells nobody twice. */
export async function tellAuditors(house: House, alert: string): Promise<void> {
  await asWorker(house, "tell-auditors", null, async (ctx) => {
    const told = await ctx.db
      .update(alerts)
      .set({ toldAt: ctx.now })
      .where(and(eq(alerts.id, alert), isNull(alerts.toldAt)))
      .returning({ id: alerts.id })
    if (told.length === 0) return
    await tellStaff(ctx, "auditor", "alert_raised", `/admin/alerts/${alert}`)
  })
}
