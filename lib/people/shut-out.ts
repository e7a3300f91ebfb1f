import { sql } from "drizzle-orm"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"

/**
 * An administrator shuts a colleague out at once: their sessions count no more, what they had taken goes back to the
 * queue, and their address may be invited anew, in another role too. Throws NotFound, Forbidden for oneself.
 */
export async function shutOut(ctx: Ctx<StaffActor>, id: string): Promise<{ id: string }> {
  if (!may(ctx.actor, "staff.manage")) throw new Forbidden()
  if (id === ctx.actor.accountId) throw new Forbidden("not_oneself")
  const { rows } = await ctx.db.execute<{ done: boolean }>(sql`select guard.shut_out(${id}::uuid) as done`)
  if (!rows[0]?.done) throw new NotFound()
  await record(ctx, "staff.shut_out", { subjectId: null, object: id })
  return { id }
}
