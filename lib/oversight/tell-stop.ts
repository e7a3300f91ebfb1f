import { and, eq, isNotNull, isNull, sql } from "drizzle-orm"
import { sourceStops } from "@/db/schema/stops"
import { asWorker, type Ctx, type House, type Locale, type SystemActor } from "@/lib/context"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { staffLoginPlace } from "@/lib/people/invitations"

type Officer = { account_id: string; locale: Locale; login: Buffer }

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
    if ((await marked(stands, { toldAt: ctx.now })).length > 0) await tellOfficers(ctx, "source_stopped")
    if ((await marked(lifted, { liftToldAt: ctx.now })).length > 0) await tellOfficers(ctx, "source_resumed")
  })
}

async function tellOfficers(
  ctx: Ctx<SystemActor>,
  template: "source_stopped" | "source_resumed",
): Promise<void> {
  const { rows } = await ctx.db.execute<Officer>(
    sql`select account_id, locale, login from guard.staff_addresses('officer')`,
  )
  for (const { account_id: keyOwner, locale: language, login } of rows) {
    const to = { kind: "email" as const, value: ctx.vault.openOwn(staffLoginPlace(keyOwner), login) }
    const parameters = { path: "/admin/sources" }
    await enqueueNotice(ctx, { subjectId: null, keyOwner, template, language, to, parameters })
  }
}
