import type { Ctx, StaffActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { planAnew } from "@/lib/fulfilment/plan-anew"
import { accessPart, type Part } from "@/lib/requests/access"

/**
 * An officer takes a stalled part back to be planned, decided and approved anew; what is done stays done. Throws
 * NotAllowedNow for a part that did not stall: while it runs, the worker alone sends it back.
 */
export async function replanPart(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.replan", input.version)
  if (part.status !== "stalled") throw new NotAllowedNow()
  const assignedTo = part.assignedTo ?? ctx.actor.accountId
  const set = { stallCause: null, nextTryAt: null, assignedTo }
  const moved = await planAnew(ctx, part, "after_stall", { set })
  return { ...moved, assignedTo }
}
