import { randomUUID } from "node:crypto"
import { asSigned, type Ctx, type Locale, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid, NotFound } from "@/lib/errors"
import type { Scope } from "@/lib/fulfilment/plan"
import type { OpenHouse } from "@/lib/house"
import type { Letter } from "@/lib/letters/letter"
import { enqueueJob } from "@/lib/notices/enqueue"
import { normalPhone } from "@/lib/people/identifiers"
import { nameOf } from "@/lib/people/person-name"
import { right, textIn } from "@/lib/policy/lookup"
import type { Category, FieldType } from "@/lib/policy/schema"
import { openReading } from "@/lib/records/reading"
import { shownValue } from "@/lib/records/shown"
import type { Part } from "@/lib/requests/access"
import {
  bindAttachments,
  type Checked,
  checkAttachment,
  keepAttachment,
  keptNames,
  type Sent,
} from "@/lib/requests/attach"
import { chosen, correctablesIn } from "@/lib/requests/correctable"
import { draftOf } from "@/lib/requests/draft-of"
import { newValue, type TypedValue } from "@/lib/requests/new-value"
import { type Prospect, prospectFor, writeLetter } from "@/lib/requests/prepare"
import type { PartScope } from "@/lib/requests/scope"
import { checkSignature, type Draft, openIntent, readIntent, useIntent } from "@/lib/requests/signing"
import { submitRequest } from "@/lib/requests/submit"
import type { Item, Json } from "@/lib/sources/connector"
import { ValueDoesNotFit } from "@/lib/sources/failures"

export type CorrectionScope = Extract<PartScope, { right: "rectification" }>
export type CorrectionAsked = {
  category: string
  field?: string | undefined
  item?: string | undefined
  typed: TypedValue
}

/** A correction worked out against the sources, before anything is stored. `from` is null where nothing was held. */
export type Correction = {
  category: Category
  scope: CorrectionScope
  value: string
  item: string | null
  from: string | null
  prospect: Prospect
  name: string
}

/**
 * Works a correction out: the field, the new value in the shape its type asks for, and the plan, tried out in the
 * source and taken back. Throws NotFound for a field that is not theirs to correct, Invalid beside `value` for a value
 * that is none, is the same, or does not fit the source's own column.
 */
export async function workOutCorrection(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  asked: CorrectionAsked,
): Promise<Correction> {
  const reading = await openReading(house, signed, signed.actor.subjectId)
  const found = await correctablesIn(reading, asked.category)
  const { field, item, held } = chosen(found, asked)
  const value = newValue(field.type, asked.typed)
  if (held && isSame(field.type, held, value)) throw new Invalid({ value: { code: "same_value" } })
  const scope: CorrectionScope = { right: "rectification", category: found.category.code, field: field.code }
  const prospect = await correctionProspect(house, signed, { ...scope, value, ...(item ? { item } : {}) })
  const { sources, identities } = prospect.planning
  return {
    category: found.category,
    scope,
    value,
    item,
    from: held ? heldText(field.type, held, signed.actor.locale) : null,
    prospect,
    name: (await nameOf(sources, identities)) ?? "",
  }
}

async function correctionProspect(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  scope: Scope,
): Promise<Prospect> {
  try {
    const prospect = await prospectFor(house, signed, scope)
    if (prospect.plan.operations.length === 0) throw new Invalid({ value: { code: "nowhere_to_write" } })
    return prospect
  } catch (error) {
    if (error instanceof ValueDoesNotFit) throw new Invalid({ value: { code: "does_not_fit" } })
    throw error
  }
}

function isSame(type: FieldType, held: Item, value: string): boolean {
  const before = String(held.value)
  if (type === "phone") return normalPhone(before) === value
  if (type === "email") return before.trim().toLowerCase() === value
  if (type === "money" || type === "number") return Number(before) === Number(value)
  return (type === "date" ? before.slice(0, 10) : before) === value
}

/** A held value as a letter writes it. */
export function heldText(type: FieldType, held: Item, locale: Locale): string {
  const shown = shownValue(type, held.value as Json, locale)
  return shown.kind === "text" ? shown.text : String(held.value)
}

/** A new value as the person reads it back: dates and sums in their language. */
export function valueText(type: FieldType, value: string, locale: Locale): string {
  const shown = shownValue(type, value, locale)
  return shown.kind === "text" ? shown.text : value
}

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

/** The letter of a correction, old value and new, with the names of its documents. */
export async function letterOf(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  { category, scope, from, value, prospect, name }: Correction,
  attachments: readonly string[],
): Promise<Letter> {
  const { locale } = signed.actor
  const field = category.fields.find(({ code }) => code === scope.field)
  if (!field) throw new NotFound()
  const correction = { field: textIn(field.title, locale), from, to: valueText(field.type, value, locale) }
  return writeLetter(house, signed, prospect.planning, scope, name, { correction, attachments })
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
}

/**
 * All that sending needs outside a transaction: the draft, the password where the policy asks for it, and the plan
 * computed again (Conflict `plan_changed` when the data changed since). Null when it was sent already.
 */
export async function readyToSend(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { intent: string; password?: string | undefined },
): Promise<ReadyToSend | null> {
  const before = await asSigned(house, signed, randomUUID(), (ctx) => draftOf(ctx, input.intent))
  if (before?.state === "used") return null
  const { letter, draft } = await asSigned(house, signed, randomUUID(), (ctx) =>
    readIntent(ctx, input.intent),
  )
  const { scope, value = null, item } = draft
  if (scope.right !== "rectification") throw new NotFound()
  const prospect = await correctionProspect(house, signed, { ...scope, value, ...(item ? { item } : {}) })
  const needsPassword = right(prospect.planning.inForce.policy, "rectification").proof !== "session"
  if (needsPassword) await checkSignature(house, signed, input.intent, input.password ?? "")
  if (prospect.plan.hash !== draft.planHash) throw new Conflict("plan_changed")
  return { letter, draft, scope, prospect, intent: input.intent, signed: needsPassword }
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
    intentId,
    name: draft.name,
  })
  await bindAttachments(ctx, draft.attachments ?? [], part.requestId)
  const category = inForce.policy.categories.find(({ code }) => code === scope.category)
  if (category?.selfService === "at_once") await enqueueJob(ctx, "run-self-service", { part: part.id })
  return part
}
