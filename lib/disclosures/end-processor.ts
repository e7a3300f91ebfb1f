import { eq } from "drizzle-orm"
import { processors } from "@/db/schema/disclosures"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { findProcessor } from "@/lib/disclosures/processors"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/**
 * Says on which day a contract ended: nothing goes to the processor after it. Throws Invalid beside `ended`, Forbidden,
 * NotFound, NotAllowedNow where it ended already.
 */
export async function endProcessor(
  ctx: Ctx<StaffActor>,
  { id, ended }: { id: string; ended: TypedDay },
): Promise<string> {
  if (!may(ctx.actor, "processors.keep")) throw new Forbidden()
  const { contractOn, endedOn } = await findProcessor(ctx, id)
  if (endedOn) throw new NotAllowedNow()
  const { organisation } = (await inForce(ctx.db)).policy
  const day = typedDay(ended)
  if (!day) throw new Invalid({ ended: { code: day === "" ? "required" : "date_shape" } })
  if (day > dayIn(ctx.now, organisation.timezone)) throw new Invalid({ ended: { code: "day_ahead" } })
  if (day < contractOn) throw new Invalid({ ended: { code: "until_before_from" } })
  await ctx.db.update(processors).set({ endedOn: day }).where(eq(processors.id, id))
  await record(ctx, "processor.ended", { subjectId: null, object: id, payload: { ended: day } })
  return id
}
