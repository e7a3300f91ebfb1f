import { randomUUID, timingSafeEqual } from "node:crypto"
import { and, eq, gt, isNull, lt, ne, sql } from "drizzle-orm"
import { accountLogins, oneTimeCodes, searchTerms, sourceIdentities } from "@/db/schema/people"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid, NotFound } from "@/lib/errors"
import { formatDate } from "@/lib/format/date"
import type { OpenHouse } from "@/lib/house"
import type { Vault } from "@/lib/keys/vault"
import { record } from "@/lib/ledger/record"
import type { Letter } from "@/lib/letters/letter"
import { type Contact, contactsOf } from "@/lib/notices/contacts"
import { enqueueJob, enqueueNotice } from "@/lib/notices/enqueue"
import { type Login, type LoginKind, normalEmail, normalPhone } from "@/lib/people/identifiers"
import { countTry } from "@/lib/people/limits"
import { identityHash, searchHash } from "@/lib/people/new-account"
import { newCode, normalCode } from "@/lib/people/one-time-codes"
import { isPasswordOf } from "@/lib/people/sign-in"
import { hasProved } from "@/lib/records/reading"
import type { Part } from "@/lib/requests/access"
import { type Correction, type CorrectionAsked, letterOf, workOutCorrection } from "@/lib/requests/rectify"
import { submitRequest } from "@/lib/requests/submit"

const MINUTES = 15
const TRIES = 5
const PURPOSE = "contact"

/** What a code confirms: the new contact, and where it goes. */
type Target = { kind: LoginKind; value: string; category: string; field: string; item: string | null }

const codeHash = (vault: Vault, id: string, code: string) => vault.hash("contact_code", `${id}:${code}`)

/** The kind of contact a correction changes, or null when its field is none. */
export function contactKind({ category, scope }: Pick<Correction, "category" | "scope">): LoginKind | null {
  const type = category.fields.find(({ code }) => code === scope.field)?.type
  return type === "phone" || type === "email" ? type : null
}

/**
 * Works out a change of phone or e-mail before the code is sent: a contact is also the way in, so the password is typed
 * again unless that was done a moment ago (ASVS 7.5.1). Throws Invalid beside `value` or `password`, TooMany.
 */
export async function prepareContact(
  house: OpenHouse,
  signed: Signed<SubjectActor>,
  input: CorrectionAsked & { password?: string | undefined },
): Promise<Target> {
  const correction = await workOutCorrection(house, signed, input)
  const kind = contactKind(correction)
  if (!kind || correction.category.selfService !== "at_once") throw new NotFound()
  const now = await asSigned(house, signed, randomUUID(), async (ctx) => ctx.now)
  if (
    !hasProved(signed.actor, now) &&
    !(await isPasswordOf(house, signed.actor.accountId, input.password ?? ""))
  ) {
    throw new Invalid({ password: { code: "wrong_password" } })
  }
  await countTry(house, "code", signed.actor.accountId)
  const { scope, value, item } = correction
  return { kind, value, category: scope.category, field: scope.field, item }
}

/** Sends a code to the new contact, and only there. Returns the id of the change under way. */
export async function beginContactChange(ctx: Ctx<SubjectActor>, target: Target): Promise<string> {
  const id = randomUUID()
  const code = newCode()
  const { subjectId, locale } = ctx.actor
  const owner = { id: subjectId, purpose: "data" } as const
  await ctx.db.insert(oneTimeCodes).values({
    id,
    subjectId,
    purpose: PURPOSE,
    target: await ctx.vault.seal(owner, `one_time_codes.target|${id}`, JSON.stringify(target)),
    codeHash: codeHash(ctx.vault, id, code),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + MINUTES * 60_000),
  })
  await enqueueNotice(ctx, {
    subjectId,
    keyOwner: subjectId,
    template: "contact_code",
    language: locale,
    to: { kind: target.kind, value: target.value },
    parameters: { code, path: "/cabinet/requests/new/rectification" },
  })
  return id
}

/** The change under way, for the page that asks for the code; null when it is not theirs, over or done. */
export async function contactChange(ctx: Ctx<SubjectActor>, id: string): Promise<Target | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null
  const rows = await ctx.db.select().from(oneTimeCodes).where(mine(ctx, id))
  const row = rows[0]
  if (!row || row.usedAt || row.expiresAt <= ctx.now || row.attempts >= TRIES) return null
  return openTarget(ctx, id, row.target)
}

const mine = (ctx: Ctx<SubjectActor>, id: string) =>
  and(
    eq(oneTimeCodes.id, id),
    eq(oneTimeCodes.subjectId, ctx.actor.subjectId),
    eq(oneTimeCodes.purpose, PURPOSE),
  )

async function openTarget(ctx: Ctx<SubjectActor>, id: string, cell: Buffer): Promise<Target> {
  const owner = { id: ctx.actor.subjectId, purpose: "data" } as const
  return JSON.parse((await ctx.vault.open(owner, `one_time_codes.target|${id}`, cell)).toString()) as Target
}

export type ReadyContact = { change: string; target: Target; correction: Correction; letter: Letter }

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

async function tryCode(
  ctx: Ctx<SubjectActor>,
  id: string,
): Promise<{ hash: Buffer; target: Target } | "used" | null> {
  const live = and(
    mine(ctx, id),
    isNull(oneTimeCodes.usedAt),
    gt(oneTimeCodes.expiresAt, ctx.now),
    lt(oneTimeCodes.attempts, TRIES),
  )
  const [row] = await ctx.db
    .update(oneTimeCodes)
    .set({ attempts: sql`${oneTimeCodes.attempts} + 1` })
    .where(live)
    .returning({ hash: oneTimeCodes.codeHash, target: oneTimeCodes.target })
  if (row) return { hash: row.hash, target: await openTarget(ctx, id, row.target) }
  const [over] = await ctx.db.select({ usedAt: oneTimeCodes.usedAt }).from(oneTimeCodes).where(mine(ctx, id))
  return over?.usedAt ? "used" : null
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
    .where(and(mine(ctx, ready.change), isNull(oneTimeCodes.usedAt)))
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

async function moveLogins(ctx: Ctx<SubjectActor>, before: readonly Contact[], target: Target): Promise<void> {
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

async function replaceIdentity(ctx: Ctx<SubjectActor>, target: Target): Promise<void> {
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
  target: Target,
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
