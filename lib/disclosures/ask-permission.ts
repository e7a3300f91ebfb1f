import { randomUUID } from "node:crypto"
import { disclosurePermissions } from "@/db/schema/disclosures"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { dayIn, startOfDay } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { keepDocument } from "@/lib/disclosures/documents"
import { mayEnter } from "@/lib/disclosures/enter-disclosure"
import {
  categoriesGiven,
  type Fields,
  MOST_WORDS,
  pastDay,
  recipientGiven,
} from "@/lib/disclosures/entry-checks"
import { listProcessors } from "@/lib/disclosures/processors"
import { permissionGround, reasonPlace } from "@/lib/disclosures/written-permissions"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { multiline } from "@/lib/letters/clean"
import { tell } from "@/lib/notices/tell"
import { localeOf } from "@/lib/people/locale-of"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { type Checked, lookAt } from "@/lib/requests/attach"
import type { Sent } from "@/lib/uploads/inspect"

/** A permission as staff enter it: asked of the person, or, with `paper`, given on paper on the day in `given`. */
export type EnteredPermission = {
  subject: string
  whom: string
  named: string
  categories: readonly string[]
  reason: string
  until: TypedDay
  paper: boolean
  given: TypedDay
  evidence: Sent | null
}
export type ReadyPermission = { entered: EnteredPermission; file: Checked | null; faults: Fields }

/** Looks at the scan, outside the transaction that records. Throws Forbidden, NotFound. */
export async function preparePermission(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: EnteredPermission,
): Promise<ReadyPermission> {
  await asSigned(house, signed, randomUUID(), (ctx) => mayEnter(ctx, entered.subject))
  const sent = await lookAt(house, signed, entered.paper ? entered.evidence : null)
  return "fields" in sent
    ? { entered, file: null, faults: sent.fields }
    : { entered, file: sent.file, faults: {} }
}

async function checked(ctx: Ctx<StaffActor>, { entered, file, faults }: ReadyPermission) {
  const inForce = await inForceNow(ctx.db)
  const { policy } = inForce
  if (!permissionGround(policy)) throw new NotAllowedNow()
  const zone = policy.organisation.timezone
  const today = dayIn(ctx.now, zone)
  const fields: Fields = { ...faults }
  const { recipient } = recipientGiven(fields, inForce, await listProcessors(ctx), { ...entered, day: today })
  const categories = categoriesGiven(fields, inForce, entered.categories)
  const reason = multiline(entered.reason)
  if (!reason) fields.reason = { code: "required" }
  else if (reason.length > MOST_WORDS) fields.reason = { code: "too_long", values: { max: MOST_WORDS } }
  const until = typedDay(entered.until)
  if (until === null) fields.until = { code: "date_shape" }
  else if (until && until < today) fields.until = { code: "day_past" }
  const given = entered.paper ? pastDay(fields, "given", entered.given, today) : null
  if (entered.paper && !file && !faults.evidence) fields.evidence = { code: "scan_needed" }
  if (!entered.paper && !policy.signing.passwordAccepted) fields.paper = { code: "paper_only" }
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  return {
    recipient,
    categories,
    reason,
    until: until || null,
    givenAt: given ? startOfDay(given, zone) : null,
  }
}

/**
 * Asks a person for their written permission, which they sign or refuse in the cabinet and are told of; or records one
 * given on paper, with its scan. Throws Invalid beside `whom`, `named`, `categories`, `reason`, `until`, `paper`, `given`,
 * `evidence`; Forbidden, NotFound, NotAllowedNow where the policy has no such ground.
 */
export async function askPermission(ctx: Ctx<StaffActor>, ready: ReadyPermission): Promise<string> {
  if (!may(ctx.actor, "permission.ask")) throw new Forbidden()
  const { subject: subjectId } = ready.entered
  await mayEnter(ctx, subjectId)
  const { recipient, categories, reason, until, givenAt } = await checked(ctx, ready)
  const id = randomUUID()
  const owner = { id: subjectId, purpose: "case" } as const
  await ctx.db.insert(disclosurePermissions).values({
    ...{ id, subjectId, recipient, categories, until, givenAt, at: ctx.now },
    reason: await ctx.vault.seal(owner, reasonPlace(id), reason),
    method: givenAt ? "paper" : "signed",
    documentId: ready.file && (await keepDocument(ctx, subjectId, ready.file)),
    recordedBy: ctx.actor.accountId,
  })
  const payload = { recipient, categories, until }
  await record(ctx, givenAt ? "permission.given" : "permission.asked", { subjectId, object: id, payload })
  if (!givenAt) {
    const person = { subjectId, language: await localeOf(ctx, subjectId) }
    await tell(ctx, person, "permission_asked", { path: `/cabinet/disclosures/${id}` })
  }
  return id
}
