import type { Ctx, StaffActor } from "@/lib/context"
import { NotAllowedNow } from "@/lib/errors"
import { mandateWith } from "@/lib/people/mandates"
import { accessPart, type Part } from "@/lib/requests/access"
import { isWaitedFor } from "@/lib/requests/take-back"
import { movePart } from "@/lib/requests/transition"

/**
 * Closes what somebody asked under an authority the person objected to: the objection is the person's word that they do
 * not ask it. Throws NotAllowedNow where nobody objected, or where it can no longer be taken back.
 */
export async function closeObjected(
  ctx: Ctx<StaffActor>,
  input: { part: string; version: number },
): Promise<Part> {
  const part = await accessPart(ctx, input.part, "request.close_objected", input.version)
  const mandate = part.mandateId ? await mandateWith(ctx, part.mandateId) : null
  const isUnderWay = part.status === "fulfilling" && !isWaitedFor(part, ctx.now)
  if (mandate?.state !== "objected" || isUnderWay) throw new NotAllowedNow()
  return movePart(ctx, part, "cancel", { note: "objected" })
}
