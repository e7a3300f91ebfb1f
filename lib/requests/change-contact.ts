import { randomUUID } from "node:crypto"
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm"
import { oneTimeCodes } from "@/db/schema/sign-in"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Invalid, NotFound } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import type { Vault } from "@/lib/keys/vault"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { LoginKind } from "@/lib/people/identifiers"
import { countTry } from "@/lib/people/limits"
import { newCode } from "@/lib/people/one-time-codes"
import { isPasswordOf } from "@/lib/people/sign-in"
import { hasProved } from "@/lib/records/reading"
import { type Correction, type CorrectionAsked, workOutCorrection } from "@/lib/requests/work-out-correction"

const MINUTES = 15
const TRIES = 5
const PURPOSE = "contact"

/** What a code confirms: the new contact, and where it goes. */
export type ContactTarget = {
  kind: LoginKind
  value: string
  category: string
  field: string
  item: string | null
}

/** The keyed hash of a code, bound to the change it confirms. */
export const codeHash = (vault: Vault, id: string, code: string) =>
  vault.hash("contact_code", `${id}:${code}`)

/** The kind of contact a correction changes, or null when its field is none. */
function contactKind({ category, scope }: Pick<Correction, "category" | "scope">): LoginKind | null {
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
): Promise<ContactTarget> {
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
export async function beginContactChange(ctx: Ctx<SubjectActor>, target: ContactTarget): Promise<string> {
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
export async function contactChange(ctx: Ctx<SubjectActor>, id: string): Promise<ContactTarget | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null
  const rows = await ctx.db.select().from(oneTimeCodes).where(ownChange(ctx, id))
  const row = rows[0]
  if (!row || row.usedAt || row.expiresAt <= ctx.now || row.attempts >= TRIES) return null
  return openTarget(ctx, id, row.target)
}

/** The change with this id, when it is theirs. */
export const ownChange = (ctx: Ctx<SubjectActor>, id: string) =>
  and(
    eq(oneTimeCodes.id, id),
    eq(oneTimeCodes.subjectId, ctx.actor.subjectId),
    eq(oneTimeCodes.purpose, PURPOSE),
  )

async function openTarget(ctx: Ctx<SubjectActor>, id: string, cell: Buffer): Promise<ContactTarget> {
  const owner = { id: ctx.actor.subjectId, purpose: "data" } as const
  return JSON.parse(
    (await ctx.vault.open(owner, `one_time_codes.target|${id}`, cell)).toString(),
  ) as ContactTarget
}

/** Takes one try of a code for good: its hash and target, "used" when it was confirmed already, null when it is over. */
export async function tryCode(
  ctx: Ctx<SubjectActor>,
  id: string,
): Promise<{ hash: Buffer; target: ContactTarget } | "used" | null> {
  const live = and(
    ownChange(ctx, id),
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
  const [over] = await ctx.db
    .select({ usedAt: oneTimeCodes.usedAt })
    .from(oneTimeCodes)
    .where(ownChange(ctx, id))
  return over?.usedAt ? "used" : null
}
