import type { Ctx, StaffActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { supersede } from "@/lib/fulfilment/work"
import { accessPart, type Part } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"

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
  const moved = await movePart(ctx, part, "replan", {
    note: "after_stall",
    set: { stallCause: null, nextTryAt: null, assignedTo },
  })
  await supersede(ctx, part.id)
  return { ...moved, assignedTo }
}
