import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict } from "@/lib/errors"
import { planOf } from "@/lib/fulfilment/plan"
import type { OpenHouse } from "@/lib/house"
import type { SignedBy } from "@/lib/letters/letter"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import { openToAppeal } from "@/lib/requests/appeal"
import { type AskedAll, dividedAsked } from "@/lib/requests/asked"
import { hasNoPassword } from "@/lib/requests/asker"
import { prospectFor } from "@/lib/requests/prepare"
import { isEffectScope, isReading } from "@/lib/requests/scope"
import { restrictedWhileOpen } from "@/lib/requests/self-service"
import { checkSignature, type Intent, readIntent, type Typed, useIntent } from "@/lib/requests/signing"
import { startAtOnce } from "@/lib/requests/start-at-once"
import { submitParts } from "@/lib/requests/submit"
import { sentBySession } from "@/lib/requests/words-form"

export type ReadyToSign = {
  intent: Intent
  inForce: InForce
  asked: AskedAll
  method: SignedBy
}

/**
 * All that must not hold a transaction: the password, and the plan computed again. When the data changed since the
 * person looked, nothing is signed and they are shown the new plan (Conflict `plan_changed`). What is answered in words
 * or with a copy has no plan; its letter was written under an edition, and goes under that edition alone (Conflict `stale_page`).
 */
export async function readyToSign(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { intent: string } & Typed,
): Promise<ReadyToSign> {
  const { intent, inForce } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    intent: await readIntent(ctx, input.intent),
    inForce: await inForceNow(ctx.db),
  }))
  const { scope, edition } = intent.draft
  if (scope.right === "rectification" || intent.draft.lift) throw new Conflict("intent_expired")
  const isPlanless = "about" in scope || isReading(scope)
  if (isPlanless && edition !== inForce.edition.id) throw new Conflict("stale_page")
  const maySend = (isPlanless || isEffectScope(scope)) && sentBySession(inForce, scope.right)
  const isSession = hasNoPassword(signed.actor) || maySend
  const typed = isSession ? "session" : await checkSignature(house, signed, intent.id, input)
  const isProof = isReading(scope) && !inForce.policy.signing.passwordAccepted
  const method = isProof ? "session" : typed
  if (isPlanless && !restrictedWhileOpen(inForce, scope))
    return { intent, inForce, asked: { scope, plan: planOf([]), besides: [] }, method }
  const prospect = await prospectFor(house, signed, scope)
  if (prospect.plan.hash !== intent.draft.planHash) throw new Conflict("plan_changed")
  const asked = await dividedAsked(prospect.planning, scope, prospect.plan)
  return { intent, inForce: prospect.planning.inForce, asked, method }
}

/**
 * Signs: the intent is used up and the request registered with the very letter that was shown, in one transaction.
 * What the policy lets take effect at once does so, in a part of its own where the rest waits (rules 1, 14, 24).
 */
export async function signRequest(ctx: Ctx<SubjectActor>, ready: ReadyToSign): Promise<Part> {
  const { intent, inForce, asked, method } = ready
  const { letter, draft, id: intentId } = intent
  if (draft.appeal) await openToAppeal(ctx, draft.appeal.part)
  await useIntent(ctx, intent.id)
  const common = { inForce, letter, intentId, method, name: draft.name, appealOf: draft.appeal?.part }
  const { part, besides } = await submitParts(ctx, { ...common, ...asked })
  await startAtOnce(ctx, inForce, [part, ...besides], "signed")
  return part
}
