import { randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { accounts, subjects } from "@/db/schema/people"
import { consentEventsOf } from "@/lib/consents/state"
import { asSigned, type Ctx, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { locales } from "@/lib/format/locale"
import type { PlanDraft } from "@/lib/fulfilment/draft"
import { computePlan, planOf } from "@/lib/fulfilment/plan"
import { type PlanningGround, planningGround, planningNow } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { type EntryChannel, entryChannels, type Letter } from "@/lib/letters/letter"
import { contactsOf } from "@/lib/notices/contacts"
import { refuseTied } from "@/lib/people/barred"
import type { Mandate } from "@/lib/people/mandate"
import { mandatesOf } from "@/lib/people/mandates"
import { NAME_KIND, nameOf } from "@/lib/people/person-name"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import { openToAppeal } from "@/lib/requests/appeal"
import { type AppealFacts, appealFacts } from "@/lib/requests/appeal-facts"
import { type AskedAll, type CodedScope, dividedAsked } from "@/lib/requests/asked"
import { askerTyped, THE_PERSON } from "@/lib/requests/asker-typed"
import { type Checked, checkAttachment, keepFor, type Sent } from "@/lib/requests/attach"
import { askToConfirm, awaitsConfirmation } from "@/lib/requests/by-email"
import {
  type CorrectionEntered,
  type CorrectionTyped,
  correctionEntered,
} from "@/lib/requests/correction-entered"
import { APPEAL_SCOPE } from "@/lib/requests/prepare-appeal"
import { receivedAtFrom, type TypedMoment } from "@/lib/requests/received-at"
import { faultsOf, registrable, scopeFrom } from "@/lib/requests/registrable"
import { requestText } from "@/lib/requests/request-text"
import { isReading, type PartScope } from "@/lib/requests/scope"
import { restrictedWhileOpen } from "@/lib/requests/self-service"
import { startAtOnce } from "@/lib/requests/start-at-once"
import { type Origin, openParts } from "@/lib/requests/submit"
import { wordsTyped } from "@/lib/requests/words-form"
import type { Sources } from "@/lib/sources/connector"
import { ValueDoesNotFit } from "@/lib/sources/failures"

/** What an officer entered; `received` are the boxes as typed, `choice` the purposes or categories ticked, or `all`. */
export type Entered = {
  subject: string
  /** `subject`, or the id of the mandate under which somebody asked for the person. */
  asker?: string | undefined
  right: string
  channel: string
  received: TypedMoment
  language: string
  choice: readonly string[]
  words: string
  evidence: Sent | null
  /** Where a correction is registered. */
  correction?: CorrectionTyped | undefined
  /** The part it is an appeal against; a complaint then. */
  appeal?: string | undefined
}

export type ReadyRegistration = {
  origin: Origin & { channel: EntryChannel }
  inForce: InForce
  asked: AskedAll
  name: string
  letter: Letter
  file: Checked | null
  appealOf: string | undefined
}

/**
 * All that registering needs outside a transaction: what was entered checked, the file looked at, the plan computed from
 * the sources as they are now, and the letter written as staff heard or read it. Throws Forbidden, NotFound for a right
 * nobody registers, Invalid beside `person`, `asker`, `channel`, `received`, `time`, `language`, `choice`, `words`, `evidence`.
 */
export async function prepareRegistration(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: Entered,
): Promise<ReadyRegistration> {
  const { appeal: appealOf } = entered
  const known = await asSigned(house, signed, randomUUID(), async (ctx) => ({
    ...(await readPerson(ctx, entered.subject)),
    appealed: appealOf ? await readAppealed(ctx, entered, appealOf) : undefined,
  }))
  const { inForce } = known.ground
  const { scope, origin, file, words, mandate, corrected } = await checked(house, signed, known, entered)
  const sources = house.sourcesOf(inForce)
  const asked =
    scope.right === "rectification"
      ? { scope, plan: await correctionPlan(known.ground, sources, corrected), besides: [] }
      : await planned(known.ground, sources, scope, origin.channel)
  if (scope.right === "erasure" && asked.plan.operations.length + asked.plan.gaps.length === 0)
    throw new Invalid({ choice: { code: "nothing_held" } })
  const name = (await nameOf(sources, known.ground.identities)) ?? ""
  const letter = letterOf(known, { scope, origin, words, name, mandate, corrected })
  return { origin, inForce, asked, name, letter, file, appealOf }
}

/** What was asked with its plans. No source is asked about what is answered in words and restricts nothing. */
async function planned(
  ground: PlanningGround,
  sources: Sources,
  scope: CodedScope,
  channel: EntryChannel,
): Promise<AskedAll> {
  if (("about" in scope || isReading(scope)) && !restrictedWhileOpen(ground.inForce, scope))
    return { scope, plan: planOf([]), besides: [] }
  const planning = await planningNow(ground, sources)
  const plan = await computePlan(planning, scope)
  return awaitsConfirmation(scope, channel)
    ? { scope, plan, besides: [] }
    : dividedAsked(planning, scope, plan)
}

/** The plan of a correction, tried out in the source. Throws Invalid beside `value`. */
async function correctionPlan(
  ground: PlanningGround,
  sources: Sources,
  corrected: CorrectionEntered | null,
): Promise<PlanDraft> {
  if (!corrected) throw new NotFound()
  try {
    return await computePlan(await planningNow(ground, sources), corrected.planned)
  } catch (error) {
    if (error instanceof ValueDoesNotFit) throw new Invalid({ value: { code: "does_not_fit" } })
    throw error
  }
}

type Known = Awaited<ReturnType<typeof readPerson>> & { appealed: AppealFacts | undefined }

/** What the appeal is against, in the language of the letter. NotFound for another person's part, or another right. */
async function readAppealed(
  ctx: Ctx<StaffActor>,
  { subject, right, language }: Entered,
  partId: string,
): Promise<AppealFacts> {
  const part = await openToAppeal(ctx, partId)
  if (part.subjectId !== subject || right !== APPEAL_SCOPE.right) throw new NotFound()
  return appealFacts(ctx, partId, locales.find((code) => code === language) ?? part.language)
}

async function readPerson(ctx: Ctx<StaffActor>, subjectId: string) {
  if (!may(ctx.actor, "request.register")) throw new Forbidden()
  const rows = await ctx.db
    .select({ account: accounts.id, reach: accounts.reach, closed: accounts.disabledAt })
    .from(subjects)
    .leftJoin(accounts, eq(accounts.subjectId, subjects.id))
    .where(and(eq(subjects.id, subjectId), isNull(subjects.erasedAt)))
  const row = rows[0]
  if (!row) throw new Invalid({ person: { code: "nobody_found" } })
  await refuseTied(ctx, subjectId)
  const ground: PlanningGround = await planningGround(ctx, subjectId, inForceNow(ctx.db))
  return {
    ground,
    accountId: row.account,
    /** Whether data may be handed over into a cabinet of theirs. */
    hasCabinet: row.account !== null && row.reach === "full" && row.closed === null,
    contacts: (await contactsOf(ctx, subjectId)).map(({ value }) => value),
    consents: await consentEventsOf(ctx, subjectId),
    mandates: await mandatesOf(ctx, subjectId),
    now: ctx.now,
  }
}

async function checked(house: OpenHouse, signed: Signed<StaffActor>, known: Known, entered: Entered) {
  const { inForce } = known.ground
  const found = registrable(inForce, entered.right)
  if (!found) throw new NotFound()
  // The letter of an appeal says what it asks by itself.
  const form = { ...found, wordsNeeded: found.wordsNeeded && !entered.appeal }
  const correction = form.fields
    ? await correctionEntered(house, signed, entered.subject, entered.correction ?? { field: "", value: "" })
    : null
  const corrected = correction && "scope" in correction ? correction : null
  const scope = corrected?.scope ?? (correction ? null : scopeFrom(inForce, form, entered.choice))
  const words = wordsTyped(entered.words)
  const channel = entryChannels.find((code) => code === entered.channel) ?? null
  const language: Locale | undefined = locales.find((code) => code === entered.language)
  const received = receivedAtFrom(entered.received, known.now, inForce.policy.organisation.timezone)
  const sent = await lookAt(house, signed, entered.evidence)
  const { asker = THE_PERSON } = entered
  const at = "fields" in received ? known.now : received.at
  const asked = askerTyped(inForce.policy, known.mandates, { asker, right: entered.right }, at)
  const fields: Record<string, MessageRef> = {
    ...("fields" in asked ? asked.fields : {}),
    ...(scope ? faultsOf(inForce, form, { scope, words, channel, hasScan: entered.evidence !== null }) : {}),
    ...(correction && "fields" in correction ? correction.fields : {}),
    ...("fields" in received ? received.fields : {}),
    ...("fields" in sent ? sent.fields : {}),
    ...(language ? {} : { language: { code: "choose_one" } }),
  }
  const isWrong = Object.keys(fields).length > 0 || !scope
  if (isWrong || !channel || !language || "fields" in received || "fields" in sent) throw new Invalid(fields)
  const mandate = "mandate" in asked ? asked.mandate : null
  const origin = {
    subjectId: entered.subject,
    requesterId: mandate ? mandate.accountId : known.accountId,
    language,
    channel,
    receivedAt: received.at,
    askedBy: mandate ? mandate.kind : ("subject" as const),
    mandateId: mandate?.id ?? null,
  }
  // Who has no cabinet that data may go to is given it by staff.
  const hasCabinet = mandate ? mandate.accountId !== null : known.hasCabinet
  const toGive = isReading(scope) && !hasCabinet ? { ...scope, atDesk: true as const } : scope
  return { scope: toGive, words, origin, file: sent.file, mandate, corrected }
}

/** The file looked at, with what is wrong with it beside its field, so that all faults of a form are told at once. */
export async function lookAt(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  sent: Sent | null,
): Promise<{ file: Checked | null } | { fields: Record<string, MessageRef> }> {
  try {
    return { file: sent && (await checkAttachment(house, signed, sent)) }
  } catch (error) {
    if (error instanceof Invalid) return { fields: error.fields }
    throw error
  }
}

function letterOf(
  { ground, contacts, consents, now, appealed }: Known,
  {
    scope,
    origin,
    words,
    name,
    mandate,
    corrected,
  }: {
    scope: PartScope
    origin: ReadyRegistration["origin"]
    words: string
    name: string
    mandate: Mandate | null
    corrected: CorrectionEntered | null
  },
): Letter {
  const { inForce, identities } = ground
  const own = identities.get("*") ?? []
  const pin = own.find(({ kind }) => kind === "pin")?.value ?? null
  const told = own.filter(({ kind }) => kind !== "pin" && kind !== NAME_KIND).map(({ value }) => value)
  const reached = mandate ? [mandate.holder.contact.value] : contacts.length > 0 ? contacts : told
  const { language, channel, receivedAt } = origin
  const writer = {
    name,
    pin,
    contact: reached.join(", ") || "—",
    language,
    signedAt: receivedAt,
    by: mandate,
  }
  const enteredOn = dayIn(now, inForce.policy.organisation.timezone)
  return requestText(inForce, writer, scope, {
    words,
    ...(appealed ? { appealed } : {}),
    ...(corrected ? { correction: corrected.told(language) } : {}),
    consents: scope.right === "withdrawal" ? consents : [],
    registered: { channel, enteredOn, hasCabinet: origin.requesterId !== null },
  })
}

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
