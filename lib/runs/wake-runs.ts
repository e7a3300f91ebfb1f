import { sql } from "drizzle-orm"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueRun } from "@/lib/notices/runs"

/** For how many days after its end a run's contacts are kept: a report that a message bounced may come late. */
const KEPT_DAYS = 30

/**
 * Sees to runs that stand still: one whose job was given up goes on, and one that ended long ago with nobody left to be
 * told loses its key, and with it the contacts of those who have no account.
 */
export async function wakeRuns(house: OpenHouse): Promise<void> {
  const ended = await asWorker(house, "notice-runs", null, async (ctx) => {
    const still = await ctx.db.execute<{ id: string }>(
      sql`select id from notice_runs where state <> 'done' order by opened_at`,
    )
    for (const { id } of still.rows) await enqueueRun(ctx, id)
    const { rows } = await ctx.db.execute<{ id: string }>(sql`
      select id from notice_runs r where state = 'done' and done_at < now() - make_interval(days => ${KEPT_DAYS})
        and exists (select 1 from run_people where run_id = r.id and contact is not null)
        and not exists (select 1 from run_people where run_id = r.id and state in ('waiting', 'sending', 'post')) limit 10`)
    return rows
  })
  for (const { id } of ended) {
    await house.vault.destroy({ id, purpose: "data" })
    await asWorker(house, "notice-runs", null, (ctx) =>
      ctx.db.execute(sql`update run_people set contact = null where run_id = ${id} and contact is not null`),
    )
  }
}
