import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { recordConsent } from "@/lib/consents/record-consent"
import { Conflict } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { purpose } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { type Prospect, prospectFor } from "@/lib/requests/prepare"
import type { PartScope } from "@/lib/requests/scope"
import { checkSignature, type Intent, readIntent, useIntent } from "@/lib/requests/signing"
import { submitRequest } from "@/lib/requests/submit"

export type ReadyToSign = { intent: Intent; prospect: Prospect }

/**
 * All that must not hold a transaction: the password, and the plan computed again. When the data changed since the
 * person looked, nothing is signed and they are shown the new plan (Conflict `plan_changed`).
 */
export async function readyToSign(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { intent: string; password: string },
): Promise<ReadyToSign> {
  const intent = await asSigned(house, signed, randomUUID(), (ctx) => readIntent(ctx, input.intent))
  await checkSignature(house, signed, intent.id, input.password)
  const { scope } = intent.draft
  if (scope.right === "rectification") throw new Conflict("intent_expired")
  const prospect = await prospectFor(house, signed, scope)
  if (prospect.plan.hash !== intent.draft.planHash) throw new Conflict("plan_changed")
  return { intent, prospect }
}

/** Signs: the intent is used up and the request registered with the very letter that was shown, in one transaction. */
export async function signRequest(ctx: Ctx<SubjectActor>, { intent, prospect }: ReadyToSign): Promise<Part> {
  await useIntent(ctx, intent.id)
  const { inForce } = prospect.planning
  const { scope } = intent.draft
  const { letter, draft, id: intentId } = intent
  const part = await submitRequest(ctx, {
    inForce,
    scope,
    plan: prospect.plan,
    letter,
    intentId,
    name: draft.name,
  })
  if (scope.right === "withdrawal") await recordStops(ctx, part, prospect, scope)
  return part
}

/** Marketing and research named in a signed letter stop at once too (rule 1): the letter asks no less than the button. */
async function recordStops(
  ctx: Ctx<SubjectActor>,
  part: Part,
  { planning, plan }: Prospect,
  scope: Extract<PartScope, { right: "withdrawal" }>,
): Promise<void> {
  for (const { purpose: code, operations } of scope.purposes) {
    const stops = purpose(planning.inForce.policy, code).operations.filter(
      ({ onWithdrawal }) => onWithdrawal === "stop",
    )
    const now = operations.filter((operation) => stops.some((stop) => stop.code === operation))
    if (now.length === 0 || !plan.operations.some((line) => line.purpose === code && line.phase === "now"))
      continue
    await recordConsent(ctx, {
      subjectId: part.subjectId,
      purpose: code,
      operations: now,
      event: "withdrawn",
      method: "signed",
      editionId: planning.inForce.edition.id,
      language: ctx.actor.locale,
      partId: part.id,
    })
  }
}
