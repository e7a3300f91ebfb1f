import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import type { Part } from "@/lib/requests/access"
import { openToAppeal } from "@/lib/requests/appeal"
import { keepFor } from "@/lib/requests/attach"
import { askToConfirm, awaitsConfirmation } from "@/lib/requests/by-email"
import type { ReadyRegistration } from "@/lib/requests/prepare-registration"
import { startAtOnce } from "@/lib/requests/start-at-once"
import { openParts } from "@/lib/requests/submit"

/**
 * Registers a request that came by paper, phone, e-mail, visit or at an assisted desk, in one transaction: request,
 * parts whose clock starts at receipt, letter, plan, scan, history, ledger entry and notice. What one button stops
 * stops at once, and a restriction holds at once (rules 1 to 3, 14, 24). Throws Forbidden.
 */
export async function registerRequest(ctx: Ctx<StaffActor>, ready: ReadyRegistration): Promise<Part> {
  if (!may(ctx.actor, "request.register")) throw new Forbidden()
  const { origin, inForce, asked, name, letter, file, appealOf } = ready
  if (appealOf) await openToAppeal(ctx, appealOf)
  const common = { inForce, letter, intentId: null, name, appealOf }
  const { part, besides } = await openParts(ctx, origin, { ...common, ...asked })
  if (file) await keepFor(ctx, part, file)
  if (awaitsConfirmation(part.scope, origin.channel)) return askToConfirm(ctx, inForce, part)
  await startAtOnce(ctx, inForce, [part, ...besides], origin.channel === "paper" ? "signed" : "registered")
  return part
}
