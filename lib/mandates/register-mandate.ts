import { randomUUID } from "node:crypto"
import { and, eq, isNull } from "drizzle-orm"
import { accountLogins, accounts, mandates, subjects } from "@/db/schema/people"
import { asSigned, type Ctx, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { Forbidden, Invalid, type MessageRef, NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { type MandateRead, type MandateTyped, readMandate } from "@/lib/mandates/mandate-form"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { tell } from "@/lib/notices/tell"
import { inviteAccount } from "@/lib/people/account-invitations"
import { refuseTied } from "@/lib/people/barred"
import { identitiesOf } from "@/lib/people/identities"
import { localeOf } from "@/lib/people/locale-of"
import { nameOf } from "@/lib/people/person-name"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import { type Checked, checkAttachment, keepFor } from "@/lib/requests/attach"
import type { Sent } from "@/lib/uploads/inspect"

export type MandateEntered = MandateTyped & { subject: string; language: Locale; evidence: Sent | null }
export type ReadyMandate = {
  subject: string
  language: Locale
  read: MandateRead
  person: string
  file: Checked
}

/**
 * Checks what was entered about somebody's authority, and looks at the scan, outside the transaction. Throws Forbidden,
 * NotFound for a person who is not there, Invalid beside the fields.
 */
export async function prepareMandate(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  entered: MandateEntered,
): Promise<ReadyMandate> {
  const { subject, language, evidence, ...typed } = entered
  const ground = await asSigned(house, signed, randomUUID(), async (ctx) => {
    if (!may(ctx.actor, "mandate.register")) throw new Forbidden()
    const rows = await ctx.db
      .select({ id: subjects.id })
      .from(subjects)
      .where(and(eq(subjects.id, subject), isNull(subjects.erasedAt)))
    if (rows.length === 0) throw new NotFound()
    await refuseTied(ctx, subject)
    const underlying = await inForce(ctx.db)
    const today = dayIn(ctx.now, underlying.policy.organisation.timezone)
    return { underlying, today, identities: await identitiesOf(ctx, subject) }
  })
  const found = readMandate(ground.underlying.policy, typed, ground.today)
  const fields: Record<string, MessageRef> = {
    ...("fields" in found ? found.fields : {}),
    ...(evidence ? {} : { evidence: { code: "scan_needed" } }),
  }
  if ("fields" in found || !evidence) throw new Invalid(fields)
  const file = await checkAttachment(house, signed, evidence)
  const person = (await nameOf(house.sourcesOf(ground.underlying), ground.identities)) ?? ""
  return { subject, language, read: found.read, person, file }
}

/**
 * Registers somebody's authority to act for a person: row, scan, ledger entry, the person told at once, and a way in for
 * whoever holds it: their own account where the contact is one's, else an invitation. Throws Forbidden, Invalid beside
 * `contact` when it is the person's own.
 */
export async function registerMandate(ctx: Ctx<StaffActor>, ready: ReadyMandate): Promise<string> {
  if (!may(ctx.actor, "mandate.register")) throw new Forbidden()
  const { subject: subjectId, read, person, file, language } = ready
  const { kind, proof, rights, startsOn, endsOn, name, entity, contact } = read
  const id = randomUUID()
  const accountId = await accountOf(ctx, read, subjectId)
  const seal = (place: string, value: unknown) =>
    ctx.vault.seal({ id: subjectId, purpose: "case" }, `mandates.${place}|${id}`, JSON.stringify(value))
  await keepFor(ctx, { subjectId, requestId: null }, file)
  await ctx.db.insert(mandates).values({
    ...{ id, subjectId, accountId, kind, rights, startsOn, endsOn, attachmentId: file.id, at: ctx.now },
    holder: await seal("holder", { name, entity, contact, person }),
    proof: await seal("proof", proof),
    registeredBy: ctx.actor.accountId,
  })
  await record(ctx, "mandate.registered", {
    subjectId,
    object: id,
    payload: { kind, rights, starts: startsOn, ends: endsOn },
  })
  const date = formatDate(ctx.now, language)
  if (kind !== "heir") {
    const locale = await localeOf(ctx, subjectId)
    await tell(ctx, { subjectId, language: locale }, "mandate_registered", {
      date,
      path: "/cabinet/representatives",
    })
  }
  if (accountId)
    await enqueueNotice(ctx, {
      ...{ subjectId, keyOwner: subjectId, template: "mandate_given", language, to: contact },
      parameters: { date, path: "/cabinet/acting" },
    })
  else
    await inviteAccount(ctx, {
      ...{ accountId: randomUUID(), subjectId: null, mandateId: id, reach: "full" },
      ...{ login: contact, locale: language, keyOwner: subjectId },
    })
  return id
}

/** The account that signs in with the holder's contact already, if any. */
async function accountOf(
  ctx: Ctx<StaffActor>,
  { contact }: MandateRead,
  subjectId: string,
): Promise<string | null> {
  const rows = await ctx.db
    .select({
      id: accounts.id,
      kind: accounts.kind,
      subjectId: accounts.subjectId,
      disabledAt: accounts.disabledAt,
    })
    .from(accountLogins)
    .innerJoin(accounts, eq(accounts.id, accountLogins.accountId))
    .where(eq(accountLogins.hash, ctx.vault.hash(contact.kind, contact.value)))
  const [row] = rows
  if (!row) return null
  if (row.subjectId === subjectId) throw new Invalid({ contact: { code: "holder_is_person" } })
  if (row.kind !== "subject" || row.disabledAt) throw new Invalid({ contact: { code: "contact_taken" } })
  return row.id
}
