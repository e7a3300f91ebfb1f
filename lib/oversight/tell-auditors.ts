import { and, eq, isNull, sql } from "drizzle-orm"
import { alerts } from "@/db/schema/alerts"
import { asWorker, type House, type Locale } from "@/lib/context"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { staffLoginPlace } from "@/lib/people/invitations"

type Auditor = { account_id: string; locale: Locale; login: Buffer }

/** Writes to every auditor that an alert waits, once; killed and run again it tells nobody twice. */
export async function tellAuditors(house: House, alert: string): Promise<void> {
  await asWorker(house, "tell-auditors", null, async (ctx) => {
    const told = await ctx.db
      .update(alerts)
      .set({ toldAt: ctx.now })
      .where(and(eq(alerts.id, alert), isNull(alerts.toldAt)))
      .returning({ id: alerts.id })
    if (told.length === 0) return
    const { rows } = await ctx.db.execute<Auditor>(
      sql`select account_id, locale, login from guard.staff_addresses('auditor')`,
    )
    for (const { account_id: keyOwner, locale: language, login } of rows) {
      const to = { kind: "email" as const, value: ctx.vault.openOwn(staffLoginPlace(keyOwner), login) }
      const parameters = { path: `/admin/alerts/${alert}` }
      await enqueueNotice(ctx, {
        subjectId: null,
        keyOwner,
        template: "alert_raised",
        language,
        to,
        parameters,
      })
    }
  })
}
