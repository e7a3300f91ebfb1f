import { and, eq, gt, sql } from "drizzle-orm"
import { outbox } from "@/db/schema/notices"
import { calendarWarnings } from "@/lib/calendar/warnings"
import { asWorker, type Ctx, type House, type Locale, type SystemActor } from "@/lib/context"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { staffLoginPlace } from "@/lib/people/invitations"
import { inForce } from "@/lib/policy/editions"

const WEEK = 7 * 86_400_000
const TEMPLATE = "calendar_warning"

type Administrator = { account_id: string; locale: Locale; login: Buffer }

/**
 * Tells the administrators that the calendar waits for them, once a week at most for as long as it does. Killed and run
 * again it tells nobody twice.
 */
export async function warnAdministrators(house: House): Promise<void> {
  await asWorker(house, "warn-calendar", null, async (ctx) => {
    if (calendarWarnings(await inForce(ctx.db), ctx.now).length === 0) return
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext(${TEMPLATE}))`)
    if (await wasTold(ctx)) return
    const { rows } = await ctx.db.execute<Administrator>(
      sql`select account_id, locale, login from guard.staff_addresses('administrator')`,
    )
    for (const { account_id: keyOwner, locale: language, login } of rows) {
      const value = ctx.vault.openOwn(staffLoginPlace(keyOwner), login)
      const to = { kind: "email" as const, value }
      const parameters = { path: "/admin/calendar" }
      await enqueueNotice(ctx, { subjectId: null, keyOwner, template: TEMPLATE, language, to, parameters })
    }
  })
}

async function wasTold({ db, now }: Ctx<SystemActor>): Promise<boolean> {
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.template, TEMPLATE), gt(outbox.createdAt, new Date(now.getTime() - WEEK))))
    .limit(1)
  return rows.length > 0
}
