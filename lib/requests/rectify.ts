import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import type { Letter, SignedBy } from "@/lib/letters/letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { right } from "@/lib/policy/lookup"
import type { Part } from "@/lib/requests/access"
import { hasNoPassword } from "@/lib/requests/asker"
import {
  bindAttachments,
  type Checked,
  checkAttachment,
  keepAttachment,
  keptNames,
} from "@/lib/requests/attach"
import { draftOf } from "@/lib/requests/draft-of"
import type { Prospect } from "@/lib/requests/prepare"
import {
  checkSignature,
  type Draft,
  openIntent,
  readIntent,
  type Typed,
  useIntent,
} from "@/lib/requests/signing"
import { submitRequest } from "@/lib/requests/submit"
import {
  type Correction,
  type CorrectionAsked,
  type CorrectionScope,
  correctionProspect,
  letterOf,
  workOutCorrection,
} from "@/lib/requests/work-out-correction"
import type { Sent } from "@/lib/uploads/inspect"

/** What a correction that staff look at needs before its transaction: the correction, its letter, and a new document. */
export type ReadyCorrection = {
  correction: Correction
  letter: Letter
  file: Checked | null
  attachments: string[]
}

/**
 * Prepares a correction with its document for the page on which it is read through. A document sent before with the
 * same draft (`again`) is kept. Throws Invalid beside `value` or `evidence`, which is needed where the policy asks for it.
 */
export async function prepareCorrection(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: CorrectionAsked & { evidence: Sent | null; again?: string | undefined },
): Promise<ReadyCorrection> {
  const correction = await workOutCorrection(house, signed, input)
  const file = input.evidence ? await checkAttachment(house, signed, input.evidence) : null
  const kept = file ? [] : await keptBefore(house, signed, correction, input.again)
  if (!file && kept.length === 0 && correction.category.selfService === "with_evidence") {
    throw new Invalid({ evidence: { code: "evidence_required" } })
  }
  const documents = file ? [{ id: file.id, name: file.name }] : kept
  const letter = await letterOf(
    house,
    signed,
    correction,
    documents.map(({ name }) => name),
  )
  return { correction, letter, file, attachments: documents.map(({ id }) => id) }
}

async function keptBefore(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  { scope }: Correction,
  again: string | undefined,
) {
  return asSigned(house, signed, randomUUID(), async (ctx) => {
    const before = (await draftOf(ctx, again))?.draft
    const same = before?.scope.right === "rectification" && before.scope.category === scope.category
    return same ? keptNames(ctx, before.attachments ?? []) : []
  })
}

/** Opens the draft the person reads through: correction, letter and document. Returns the id of the intent. */
export async function openCorrection(ctx: Ctx<SubjectActor>, ready: ReadyCorrection): Promise<string> {
  const { correction, letter, file, attachments } = ready
  if (file) await keepAttachment(ctx, file)
  const { scope, value, item, name, prospect } = correction
  const draft: Draft = {
    scope,
    planHash: prospect.plan.hash,
    name,
    value,
    attachments,
    ...(item ? { item } : {}),
  }
  return openIntent(ctx, letter, draft)
}

export type ReadyToSend = {
  letter: Letter
  draft: Draft
  scope: CorrectionScope
  prospect: Prospect
  intent: string
  signed: boolean
  method: SignedBy
}

/**
 * All that sending needs outside a transaction: the draft, the password where the policy asks for it, and the plan
 * computed again (Conflict `plan_changed` when the data changed since). Null when it was sent already.
 */
export async function readyToSend(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { intent: string } & Typed,
): Promise<ReadyToSend | null> {
  const before = await asSigned(house, signed, randomUUID(), (ctx) => draftOf(ctx, input.intent))
  if (before?.state === "used") return null
  const { letter, draft } = await asSigned(house, signed, randomUUID(), (ctx) =>
    readIntent(ctx, input.intent),
  )
  const { scope, value = null, item } = draft
  if (scope.right !== "rectification") throw new NotFound()
  const prospect = await correctionProspect(house, signed, { ...scope, value, ...(item ? { item } : {}) })
  const needsPassword =
    !hasNoPassword(signed.actor) &&
    right(prospect.planning.inForce.policy, "rectification").proof !== "session"
  const method = needsPassword ? await checkSignature(house, signed, input.intent, input) : "password"
  if (prospect.plan.hash !== draft.planHash) throw new Conflict("plan_changed")
  return { letter, draft, scope, prospect, intent: input.intent, signed: needsPassword, method }
}

/**
 * Sends a correction: the draft is used up, the request registered with the letter that was read through, its
 * documents bound to it. What the policy lets the person correct alone goes straight to work.
 */
export async function submitCorrection(ctx: Ctx<SubjectActor>, ready: ReadyToSend): Promise<Part> {
  const { letter, draft, scope, prospect } = ready
  await useIntent(ctx, ready.intent)
  const { inForce } = prospect.planning
  const intentId = ready.signed ? ready.intent : null
  const part = await submitRequest(ctx, {
    inForce,
    scope,
    plan: prospect.plan,
    letter,
    method: ready.method,
    intentId,
    name: draft.name,
  })
  await bindAttachments(ctx, draft.attachments ?? [], part.requestId)
  const category = inForce.policy.categories.find(({ code }) => code === scope.category)
  if (category?.selfService === "at_once") await enqueueJob(ctx, "run-self-service", { part: part.id })
  return part
}
