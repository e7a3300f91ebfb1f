import { randomUUID, timingSafeEqual } from "node:crypto"
import { and, eq, isNull, ne } from "drizzle-orm"
import { accountLogins, searchTerms, sourceIdentities } from "@/db/schema/people"
import { oneTimeCodes } from "@/db/schema/sign-in"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import type { Letter } from "@/lib/letters/letter"
import { type Contact, contactsOf } from "@/lib/notices/contacts"
import { enqueueJob, enqueueNotice } from "@/lib/notices/enqueue"
import { type Login, normalEmail, normalPhone } from "@/lib/people/identifiers"
import { identityHash, searchHash } from "@/lib/people/new-account"
import { normalCode } from "@/lib/people/one-time-codes"
import type { Part } from "@/lib/requests/access"
import { type ContactTarget, codeHash, ownChange, tryCode } from "@/lib/requests/change-contact"
import { submitRequest } from "@/lib/requests/submit"
import { type Correction, letterOf, workOutCorrection } from "@/lib/requests/work-out-correction"

export type ReadyContact = { change: string; target: ContactTarget; correction: Correction; letter: Letter }

/**
 * Checks the code, outside the change's own transaction so that a wrong one costs a try for good; after the fifth the
 * change has to begin anew. Then works out the correction once more. Null when the change was confirmed already.
 */
export async function readyContact(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: { change: string; code: string },
): Promise<ReadyContact | null> {
  const code = normalCode(input.code)
  if (!code) throw new Invalid({ code: { code: "code_shape" } })
  const tried = await asSigned(house, signed, randomUUID(), (ctx) => tryCode(ctx, input.change))
  if (tried === "used") return null
  if (!tried) throw new Invalid({ code: { code: "code_expired" } })
  if (!timingSafeEqual(tried.hash, codeHash(house.vault, input.change, code)))
    throw new Invalid({ code: { code: "wrong_code" } })
  const { target } = tried
  const { category, field, item, value } = target
  const correction = await workOutCorrection(house, signed, {
    category,
    typed: { value },
    ...(item ? { item } : { field }),
  })
  return { change: input.change, target, correction, letter: await letterOf(house, signed, correction, []) }
}

/**
 * Confirms the change in one transaction: a request that goes straight to work in the sources, the way in and the
 * search by the new contact, and a notice to the old one (ASVS 6.3.7). Throws Conflict when it was confirmed already,
 * Invalid beside the code when another account signs in with this contact.
 */
export async function confirmContact(ctx: Ctx<SubjectActor>, ready: ReadyContact): Promise<Part> {
  const { correction, target, letter } = ready
  const used = await ctx.db
    .update(oneTimeCodes)
    .set({ usedAt: ctx.now })
    .where(and(ownChange(ctx, ready.change), isNull(oneTimeCodes.usedAt)))
    .returning({ id: oneTimeCodes.id })
  if (used.length === 0) throw new Conflict("already_sent")
  const before = await contactsOf(ctx, ctx.actor.subjectId)
  const { prospect, scope, name } = correction
  const part = await submitRequest(ctx, {
    inForce: prospect.planning.inForce,
    scope,
    plan: prospect.plan,
    letter,
    intentId: null,
    name,
  })
  await enqueueJob(ctx, "run-self-service", { part: part.id })
  await moveLogins(ctx, before, target)
  await replaceIdentity(ctx, target)
  await tellOld(ctx, before, correction, target)
  await record(ctx, "account.contact_changed", {
    subjectId: ctx.actor.subjectId,
    object: part.id,
    payload: { kind: target.kind },
  })
  return part
}

async function moveLogins(
  ctx: Ctx<SubjectActor>,
  before: readonly Contact[],
  target: ContactTarget,
): Promise<void> {
  const login = before.find(({ kind }) => kind === target.kind)
  if (!login) return
  const owner = { id: ctx.actor.subjectId, purpose: "data" } as const
  const value = await ctx.vault.seal(owner, `account_logins.value|${login.id}`, target.value)
  try {
    await ctx.db
      .update(accountLogins)
      .set({ hash: ctx.vault.hash(target.kind, target.value), value, verifiedAt: ctx.now })
      .where(eq(accountLogins.id, login.id))
  } catch (error) {
    if (isTaken(error)) throw new Invalid({ code: { code: "contact_taken" } })
    throw error
  }
}

function isTaken(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && "code" in cause && cause.code === "23505"
}

async function replaceIdentity(ctx: Ctx<SubjectActor>, target: ContactTarget): Promise<void> {
  const { subjectId } = ctx.actor
  const id = randomUUID()
  const hash = identityHash(ctx.vault, { source: "*", ...target })
  const own = and(
    eq(sourceIdentities.subjectId, subjectId),
    eq(sourceIdentities.source, "*"),
    eq(sourceIdentities.kind, target.kind),
  )
  await ctx.db
    .update(sourceIdentities)
    .set({ until: ctx.now })
    .where(and(own, isNull(sourceIdentities.until), ne(sourceIdentities.hash, hash)))
  const value = await ctx.vault.seal(
    { id: subjectId, purpose: "data" },
    `source_identities.value|${id}`,
    target.value,
  )
  // A number the person had before becomes theirs again.
  await ctx.db
    .insert(sourceIdentities)
    .values({ id, subjectId, source: "*", kind: target.kind, hash, value, proofLevel: 2, since: ctx.now })
    .onConflictDoUpdate({
      target: [
        sourceIdentities.subjectId,
        sourceIdentities.source,
        sourceIdentities.kind,
        sourceIdentities.hash,
      ],
      set: { until: null },
    })
  await ctx.db
    .insert(searchTerms)
    .values({ subjectId, hash: searchHash(ctx.vault, target.value) })
    .onConflictDoNothing()
}

async function tellOld(
  ctx: Ctx<SubjectActor>,
  before: readonly Contact[],
  { from }: Correction,
  target: ContactTarget,
): Promise<void> {
  const { subjectId, locale } = ctx.actor
  const onFile = target.kind === "phone" ? normalPhone(from ?? "") : normalEmail(from ?? "")
  const old: Login[] = [
    ...before.map(({ kind, value }) => ({ kind, value })),
    ...(onFile ? [{ kind: target.kind, value: onFile }] : []),
  ]
  const told = new Map(
    old.filter(({ value }) => value !== target.value).map((login) => [`${login.kind}:${login.value}`, login]),
  )
  for (const to of told.values()) {
    await enqueueNotice(ctx, {
      subjectId,
      keyOwner: subjectId,
      template: "contact_changed",
      language: locale,
      to,
      parameters: { date: formatDate(ctx.now, locale), path: "/" },
    })
  }
}
