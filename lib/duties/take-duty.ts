import { eq } from "drizzle-orm"
import { dutyTasks } from "@/db/schema/duties"
import type { Ctx, StaffActor } from "@/lib/context"
import { type Duty, isFor } from "@/lib/duties/duty"
import { readDuty } from "@/lib/duties/list-duties"
import { Forbidden, NotAllowedNow } from "@/lib/errors"
import { may } from "@/lib/permissions"

/** The duty under lock, as one the actor may do. Throws NotFound, Forbidden `not_yours`, NotAllowedNow when it is done. */
export async function dutyToDo(ctx: Ctx<StaffActor>, id: string): Promise<Duty> {
  if (!may(ctx.actor, "duty.do")) throw new Forbidden()
  await ctx.db.select({ id: dutyTasks.id }).from(dutyTasks).where(eq(dutyTasks.id, id)).for("update")
  const duty = await readDuty(ctx, id)
  if (duty.doneAt) throw new NotAllowedNow("duty_done")
  if (!isFor(duty, ctx.actor)) throw new Forbidden("not_yours")
  return duty
}

/** A colleague takes a duty of their role, or gives back what they took. Throws as `dutyToDo`. Returns its id. */
export async function takeDuty(
  ctx: Ctx<StaffActor>,
  { duty: id, back }: { duty: string; back: boolean },
): Promise<string> {
  const duty = await dutyToDo(ctx, id)
  if (duty.personal) throw new Forbidden("not_yours")
  const assignedTo = back ? null : ctx.actor.accountId
  await ctx.db.update(dutyTasks).set({ assignedTo }).where(eq(dutyTasks.id, id))
  return id
}
