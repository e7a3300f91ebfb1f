import type { Ctx, StaffActor } from "@/lib/context"
import type { EntryChannel } from "@/lib/letters/letter"
import { textsIn } from "@/lib/letters/texts/texts-in"
import type { InForce } from "@/lib/policy/editions"
import { right, textIn } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { askQuestion } from "@/lib/requests/handle"
import { isEffectScope, isWithdrawn, type PartScope } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

/**
 * Whether what came counts only once the person confirms it (rule 27): an e-mail that asks to delete the account, since
 * anybody can write one. Until then nothing of it takes effect.
 */
export const awaitsConfirmation = (scope: PartScope, channel: EntryChannel | "cabinet"): boolean =>
  channel === "email" && isEffectScope(scope) && isWithdrawn(scope)

/** Takes the part and asks the person, in their language, whether the e-mail is theirs; the part waits for the answer. */
export async function askToConfirm(ctx: Ctx<StaffActor>, { policy }: InForce, part: Part): Promise<Part> {
  const { language } = part
  const set = { assignedTo: ctx.actor.accountId }
  const { version } = await movePart(ctx, part, "confirm", { set, note: "to_be_confirmed" })
  const body = textsIn(language).request.isItYours(textIn(right(policy, part.right).title, language))
  return askQuestion(ctx, { part: part.id, version, body })
}
