import { randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { subjects } from "@/db/schema/people"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { type Day, dayIn, startOfDay } from "@/lib/deadlines/day"
import type { TypedDay } from "@/lib/deadlines/typed-day"
import { consentTo } from "@/lib/disclosures/consented"
import { keepDocument } from "@/lib/disclosures/documents"
import {
  categoriesGiven,
  type Fields,
  itemsGiven,
  MOST_NAME,
  MOST_WORDS,
  pastDay,
  purposeGiven,
  recipientGiven,
} from "@/lib/disclosures/entry-checks"
import { listProcessors } from "@/lib/disclosures/processors"
import { permissionTo } from "@/lib/disclosures/written-permissions"
import { Forbidden, Invalid, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { inline, multiline } from "@/lib/letters/clean"
import { addDisclosure } from "@/lib/oversight/add-disclosure"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { TransferGround } from "@/lib/policy/schema"
import { type Checked, lookAt } from "@/lib/requests/attach"
import { secrecyGiven } from "@/lib/requests/secrecy-given"
import type { Sent } from "@/lib/uploads/inspect"

/** A disclosure made outside any request, as staff entered it. `secrecy` is "" where the person is shown it. */
export type EnteredDisclosure = {
  subject: string
  whom: string
  named: string
  categories: readonly string[]
  items: string
  day: TypedDay
  ground: string
  purpose: string
  number: string
  date: TypedDay
  words: string
  withoutConsent: boolean
  secrecy: string
  review: TypedDay
  evidence: Sent | null
}

export type ReadyDisclosure = { entered: EnteredDisclosure; file: Checked | null; faults: Fields }

/** Looks at the scan, outside the transaction that records. Throws Forbidden, NotFound. */
export async function prepareEntry(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: EnteredDisclosure,
): Promise<ReadyDisclosure> {
  await asSigned(house, signed, randomUUID(), (ctx) => mayEnter(ctx, entered.subject))
  const sent = await lookAt(house, signed, entered.evidence)
  return "fields" in sent
    ? { entered, file: null, faults: sent.fields }
    : { entered, file: sent.file, faults: {} }
}

/** Only an officer, about a person on record who is not tied to them. Throws Forbidden, NotFound. */
export async function mayEnter(ctx: Ctx<StaffActor>, subjectId: string): Promise<void> {
  if (!may(ctx.actor, "disclosures.enter")) throw new Forbidden()
  const rows = await ctx.db
    .select({ id: subjects.id })
    .from(subjects)
    .where(and(eq(subjects.id, subjectId), isNull(subjects.erasedAt)))
  if (rows.length === 0) throw new NotFound()
  await refuseTied(ctx, subjectId)
}

type Given = { number: string; date: Day | null; words: string }

/** What the ground asks for besides, each told beside its own field. */
function besidesGiven(
  fields: Fields,
  { requires, reference }: TransferGround,
  { entered, file, faults }: ReadyDisclosure,
  today: Day,
): Given {
  const [number, words] = [inline(entered.number), multiline(entered.words)]
  let date: Day | null = null
  if (requires === "authority_request") {
    if (!inline(entered.named)) fields.named = { code: "required" }
    if (!number) fields.number = { code: "required" }
    date = pastDay(fields, "date", entered.date, today)
    if (!file && !faults.evidence) fields.evidence = { code: "scan_needed" }
  }
  if ((requires === "explanation" || reference) && !words) fields.words = { code: "required" }
  if (number.length > MOST_NAME) fields.number = { code: "too_long", values: { max: MOST_NAME } }
  if (words.length > MOST_WORDS) fields.words = { code: "too_long", values: { max: MOST_WORDS } }
  return { number, date, words }
}

async function checked(ctx: Ctx<StaffActor>, inForce: InForce, ready: ReadyDisclosure) {
  const { entered, faults } = ready
  const { policy } = inForce
  const zone = policy.organisation.timezone
  const today = dayIn(ctx.now, zone)
  const fields: Fields = { ...faults }
  const day = pastDay(fields, "day", entered.day, today)
  const whom = recipientGiven(fields, inForce, await listProcessors(ctx), { ...entered, day })
  const categories = categoriesGiven(fields, inForce, entered.categories)
  const items = itemsGiven(fields, entered.items)
  const secrecy = secrecyGiven(fields, inForce, entered, today)
  const ground = policy.transferGrounds.find(({ code }) => code === entered.ground)
  if (!ground) fields.ground = { code: "ground_required" }
  if (!ground || !day) throw new Invalid(fields)
  const purpose = purposeGiven(fields, inForce, ground, entered.purpose)
  const besides = besidesGiven(fields, ground, ready, today)
  const at = startOfDay(day, zone)
  const consentId = await consentTo(ctx, { subjectId: entered.subject, purpose, day, zone })
  if (ground.requires === "contract" && !whom.processorId) fields.whom ??= { code: "processor_needed" }
  const permissionId =
    ground.requires === "permission"
      ? await permissionTo(ctx, {
          subjectId: entered.subject,
          recipient: whom.recipient,
          categories,
          day,
          zone,
        })
      : null
  if (ground.requires === "permission" && !permissionId) fields.ground = { code: "no_permission_to_give" }
  if (ground.requires === "consent" && !consentId && !fields.purpose)
    fields.ground = { code: "no_consent_to_transfer" }
  else if (policy.transferConsent && !consentId && !entered.withoutConsent)
    fields.withoutConsent = { code: "confirm_without_consent" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return { whom, categories, items, secrecy, ground, purpose, besides, at, consentId, permissionId }
}

/**
 * Records that data of a person went to a third party, with what its ground asks for: a consent in force, a processor's
 * contract, a body's document, words. Where the policy wants consent beside every ground, one made without is recorded once
 * that was confirmed. Throws Invalid beside the fields, Forbidden, NotFound. Returns its id.
 */
export async function enterDisclosure(ctx: Ctx<StaffActor>, ready: ReadyDisclosure): Promise<string> {
  const { subject: subjectId } = ready.entered
  await mayEnter(ctx, subjectId)
  const inForce = await inForceNow(ctx.db)
  const { whom, secrecy, ground, besides, ...went } = await checked(ctx, inForce, ready)
  const id = randomUUID()
  const owner = { id: subjectId, purpose: "case" } as const
  const { number, date, words } = besides
  await addDisclosure(ctx, {
    ...{ id, subjectId, ...whom, ...went },
    ...{ ground: ground.code, editionId: inForce.edition.id, ...secrecy, secret: secrecy !== null },
    documentId: ready.file && (await keepDocument(ctx, subjectId, ready.file)),
    authority: number
      ? await ctx.vault.seal(owner, `disclosures.authority|${id}`, JSON.stringify({ number, date }))
      : null,
    explanation: words ? await ctx.vault.seal(owner, `disclosures.explanation|${id}`, words) : null,
  })
  return id
}
