import { and, eq, gt, sql } from "drizzle-orm"
import { outbox } from "@/db/schema/notices"
import { calendarWarnings } from "@/lib/calendar/warnings"
import { asWorker, type Ctx, type House, type SystemActor } from "@/lib/context"
import { tellStaff } from "@/lib/people/tell-staff"
import { inForce } from "@/lib/policy/editions"

const WEEK = 7 * 86_400_000
const TEMPLATE = "calendar_warning"

/**
 * Tells the administrators that the calendar waits for them, once a week at most for as long as it does. Killed and run
 * again it tells nobody twice.
 */
export async function warnAdministrators(house: House): Promise<void> {
  await asWorker(house, "warn-calendar", null, async (ctx) => {
    if (calendarWarnings(await inForce(ctx.db), ctx.now).length === 0) return
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext(${TEMPLATE}))`)
    if (await wasTold(ctx)) return
    await tellStaff(ctx, "administrator", TEMPLATE, "/admin/calendar")
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
