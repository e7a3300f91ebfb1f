import { and, eq, isNotNull, isNull } from "drizzle-orm"
import { sourceStops } from "@/db/schema/stops"
import { asWorker, type House } from "@/lib/context"
import { tellStaff } from "@/lib/people/tell-staff"

/** Writes to every officer that a stop stands, or that it was lifted, each once; killed and run again nobody twice. */
export async function tellStop(house: House, stop: string): Promise<void> {
  await asWorker(house, "tell-stop", null, async (ctx) => {
    const lifted = and(
      eq(sourceStops.id, stop),
      isNotNull(sourceStops.liftedAt),
      isNull(sourceStops.liftToldAt),
    )
    const stands = and(eq(sourceStops.id, stop), isNull(sourceStops.liftedAt), isNull(sourceStops.toldAt))
    const marked = (where: typeof lifted, set: Partial<typeof sourceStops.$inferInsert>) =>
      ctx.db.update(sourceStops).set(set).where(where).returning({ id: sourceStops.id })
    const tell = (template: "source_stopped" | "source_resumed") =>
      tellStaff(ctx, "officer", template, "/admin/sources")
    if ((await marked(stands, { toldAt: ctx.now })).length > 0) await tell("source_stopped")
    if ((await marked(lifted, { liftToldAt: ctx.now })).length > 0) await tell("source_resumed")
  })
}
