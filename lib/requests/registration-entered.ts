import { and, eq, isNull } from "drizzle-orm"
import { accounts, subjects } from "@/db/schema/people"
import { consentEventsOf } from "@/lib/consents/state"
import type { Ctx, Locale, Signed, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { locales } from "@/lib/format/locale"
import { type PlanningGround, planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import { entryChannels } from "@/lib/letters/letter"
import { contactsOf } from "@/lib/notices/contacts"
import { refuseTied } from "@/lib/people/barred"
import { mandatesOf } from "@/lib/people/mandates"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { openToAppeal } from "@/lib/requests/appeal"
import { type AppealFacts, appealFacts } from "@/lib/requests/appeal-facts"
import { askerTyped, THE_PERSON } from "@/lib/requests/asker-typed"
import { lookAt } from "@/lib/requests/attach"
import { type CorrectionTyped, correctionEntered } from "@/lib/requests/correction-entered"
import { APPEAL_SCOPE } from "@/lib/requests/prepare-appeal"
import { receivedAtFrom, type TypedMoment } from "@/lib/requests/received-at"
import { faultsOf, registrable, scopeFrom } from "@/lib/requests/registrable"
import { isReading } from "@/lib/requests/scope"
import { wordsTyped } from "@/lib/requests/words-form"
import type { Sent } from "@/lib/uploads/inspect"

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

export type Known = Awaited<ReturnType<typeof knownFor>>

/** What is known of whom it is about, and of the part it appeals against. Throws Forbidden, NotFound, Invalid. */
export async function knownFor(ctx: Ctx<StaffActor>, entered: Entered) {
  return {
    ...(await readPerson(ctx, entered.subject)),
    appealed: entered.appeal ? await readAppealed(ctx, entered, entered.appeal) : undefined,
  }
}

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

/**
 * What was entered as a request can be opened with, its file looked at. Throws NotFound for a right nobody registers,
 * Invalid with all that is wrong, each fault beside its field.
 */
export async function enteredFully(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  known: Known,
  entered: Entered,
) {
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
