import { and, eq, isNull } from "drizzle-orm"
import { staffTies } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"

/** An administrator says that a colleague's tie ended; nobody ends their own. Throws NotFound, Forbidden. */
export async function endTie(ctx: Ctx<StaffActor>, id: string): Promise<{ id: string }> {
  if (!may(ctx.actor, "tie.end")) throw new Forbidden()
  const [tie] = await ctx.db.select().from(staffTies).where(eq(staffTies.id, id))
  if (!tie) throw new NotFound()
  if (tie.staffId === ctx.actor.accountId) throw new Forbidden("own_tie")
  const ended = await ctx.db
    .update(staffTies)
    .set({ endedAt: ctx.now })
    .where(and(eq(staffTies.id, id), isNull(staffTies.endedAt)))
    .returning({ id: staffTies.id })
  if (ended.length > 0) await record(ctx, "tie.ended", { subjectId: tie.subjectId, object: id })
  return { id }
}
