import { randomUUID } from "node:crypto"
import { stopNow } from "@/lib/consents/stop-now"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid } from "@/lib/errors"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { planOf } from "@/lib/fulfilment/plan"
import type { OpenHouse } from "@/lib/house"
import type { Signing } from "@/lib/letters/letter"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import { openToAppeal } from "@/lib/requests/appeal"
import { hasNoPassword } from "@/lib/requests/asker"
import { prospectFor } from "@/lib/requests/prepare"
import { isReading } from "@/lib/requests/scope"
import { restrictedWhileOpen, splitStops, type WithdrawalScope } from "@/lib/requests/self-service"
import { checkSignature, type Intent, readIntent, useIntent } from "@/lib/requests/signing"
import { startAtOnce } from "@/lib/requests/start-at-once"
import { type Asked, submitParts } from "@/lib/requests/submit"
import { sentBySession } from "@/lib/requests/words-form"

export type ReadyToSign = {
  intent: Intent
  inForce: InForce
  plan: PlanDraft
  method: Signing["method"]
  beside?: Asked
}

/**
 * All that must not hold a transaction: the password, and the plan computed again. When the data changed since the
 * person looked, nothing is signed and they are shown the new plan (Conflict `plan_changed`). What is answered in words
 * or with a copy has no plan; its letter was written under an edition, and goes under that edition alone (Conflict `stale_page`).
 */
export async function readyToSign(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { intent: string; password?: string | undefined },
): Promise<ReadyToSign> {
  const { intent, inForce } = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    intent: await readIntent(ctx, input.intent),
    inForce: await inForceNow(ctx.db),
  }))
  const { scope, edition } = intent.draft
  if (scope.right === "rectification" || intent.draft.lift) throw new Conflict("intent_expired")
  const isPlanless = "about" in scope || isReading(scope)
  if (isPlanless && edition !== inForce.edition.id) throw new Conflict("stale_page")
  const isSession = hasNoPassword(signed.actor) || (isPlanless && sentBySession(inForce, scope.right))
  if (!isSession) {
    if (!input.password) throw new Invalid({ password: { code: "required" } })
    await checkSignature(house, signed, intent.id, input.password)
  }
  const isProof = isReading(scope) && !inForce.policy.signing.passwordAccepted
  const method = isSession || isProof ? "session" : "password"
  if (isPlanless) {
    const restricted = restrictedWhileOpen(inForce, scope)
    const beside = restricted && {
      scope: restricted,
      plan: (await prospectFor(house, signed, restricted)).plan,
    }
    return { intent, inForce, plan: planOf([]), method, ...(beside ? { beside } : {}) }
  }
  const prospect = await prospectFor(house, signed, scope)
  if (prospect.plan.hash !== intent.draft.planHash) throw new Conflict("plan_changed")
  return { intent, inForce: prospect.planning.inForce, plan: prospect.plan, method }
}

/**
 * Signs: the intent is used up and the request registered with the very letter that was shown, in one transaction.
 * A restriction runs at once where the policy says so, and so does the one beside an objection (rules 14, 24).
 * Marketing and research named in it stop at once, as the button stops them, in a part of their own (rule 1).
 */
export async function signRequest(ctx: Ctx<SubjectActor>, ready: ReadyToSign): Promise<Part> {
  const { intent, inForce, plan, method } = ready
  const { letter, draft, id: intentId } = intent
  if (draft.appeal) await openToAppeal(ctx, draft.appeal.part)
  await useIntent(ctx, intent.id)
  const common = { inForce, letter, intentId, method, name: draft.name, appealOf: draft.appeal?.part }
  const { scope } = draft
  if (scope.right !== "withdrawal") {
    const { part, beside } = await submitParts(ctx, { ...common, scope, plan, beside: ready.beside })
    await startAtOnce(ctx, inForce, [part, beside])
    return part
  }
  const { stops, ...asked } = splitAsked(inForce, scope, plan)
  const { part, beside } = await submitParts(ctx, { ...common, ...asked })
  if (stops) await stopNow(ctx, beside ?? part, stops, "signed")
  return part
}

/** A withdrawal as its parts: what needs a decision, and beside it what ends at once, each with its share of the plan. */
export function splitAsked(
  inForce: InForce,
  scope: WithdrawalScope,
  plan: PlanDraft,
): Asked & { beside: Asked | undefined; stops: WithdrawalScope | null } {
  const { stops, rest } = splitStops(inForce, scope)
  return {
    ...askedOf(rest ?? scope, plan),
    beside: rest && stops ? askedOf(stops, plan) : undefined,
    stops,
  }
}

/** The share of a plan that is about these purposes and operations. */
function askedOf(scope: WithdrawalScope, { operations, gaps }: PlanDraft): Asked {
  const asked = new Map(scope.purposes.map((each) => [each.purpose, each.operations]))
  const mine = operations.filter(
    (line) =>
      line.purpose !== null && line.operations.every((code) => asked.get(line.purpose ?? "")?.includes(code)),
  )
  const open = gaps.filter(
    ({ wanted }) =>
      wanted.op === "stop" &&
      (wanted.operations ?? []).every((code) => asked.get(wanted.purpose)?.includes(code)),
  )
  return { scope, plan: planOf(mine, open) }
}
