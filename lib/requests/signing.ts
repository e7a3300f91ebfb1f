import { randomUUID, timingSafeEqual } from "node:crypto"
import { and, eq, gt, lt, sql } from "drizzle-orm"
import { signingIntents } from "@/db/schema/sign-in"
import type { Ctx, House, Signed, SubjectActor } from "@/lib/context"
import { asSigned } from "@/lib/context"
import { Conflict, Invalid, NotFound } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import { hashOfLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { normalCode } from "@/lib/people/one-time-codes"
import { isPasswordOf } from "@/lib/people/sign-in"
import { refuseBeyondDaily } from "@/lib/requests/daily"
import type { PartScope } from "@/lib/requests/scope"

/** What a claim demands: a sum, decimal with a point, and what else; what is left out stands in its words. */
export type Demanded = { amount: string | null; demand: string }

const MINUTES = 5
const TRIES = 5

/**
 * What the person is about to sign: the scope, the hash of the plan they were shown, and the letter itself. What is
 * answered in words has their words, and the policy's edition under which its letter was written.
 */
export type Draft = {
  scope: PartScope
  planHash: string
  name: string
  value?: string | number | boolean | null
  item?: string
  attachments?: string[]
  words?: string
  /** What a claim demands, beside its words. */
  demanded?: Demanded
  /** The part whose restriction this letter lifts. */
  lift?: string
  /** The part this letter appeals against, and its request's number. */
  appeal?: { part: string; number: string }
  edition?: string
  /** The mandate under which it was prepared: it is signed under no other. */
  mandate?: string
}
export type Intent = { id: string; letter: Letter; draft: Draft; hash: string; expiresAt: Date }

/**
 * Opens a single-use signing intent bound to the hash of the exact letter; it lives five minutes. Throws NotAllowedNow
 * beyond the day's number of letters.
 */
export async function openIntent(ctx: Ctx<SubjectActor>, letter: Letter, draft: Draft): Promise<string> {
  await refuseBeyondDaily(ctx, draft)
  const id = randomUUID()
  const { subjectId, accountId, mandate } = ctx.actor
  const seal = (place: string, value: unknown) =>
    ctx.vault.seal(
      { id: subjectId, purpose: "case" },
      `signing_intents.${place}|${id}`,
      JSON.stringify(value),
    )
  await ctx.db.insert(signingIntents).values({
    id,
    subjectId,
    accountId,
    act: draft.scope.right,
    document: await seal("document", letter),
    documentHash: hashOfLetter(letter),
    draft: await seal("draft", { ...draft, ...(mandate ? { mandate: mandate.id } : {}) }),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + MINUTES * 60_000),
  })
  return id
}

/** The intent to be shown or signed. Throws NotFound for what is not theirs, Conflict when it is used, too old or altered. */
export async function readIntent(ctx: Ctx<SubjectActor>, id: string): Promise<Intent> {
  const { accountId, subjectId } = ctx.actor
  const mine = and(
    eq(signingIntents.id, id),
    eq(signingIntents.accountId, accountId),
    eq(signingIntents.subjectId, subjectId),
  )
  const rows = await ctx.db.select().from(signingIntents).where(mine)
  const row = rows[0]
  if (!row) throw new NotFound()
  if (row.state !== "open" || row.expiresAt <= ctx.now) throw new Conflict("intent_expired")
  const open = async <T>(place: string, cell: Buffer) => {
    const plain = await ctx.vault.open(
      { id: row.subjectId, purpose: "case" },
      `signing_intents.${place}|${id}`,
      cell,
    )
    return JSON.parse(plain.toString()) as T
  }
  const draft = await open<Draft>("draft", row.draft)
  if (draft.mandate !== ctx.actor.mandate?.id) throw new Conflict("intent_expired")
  const letter = await open<Letter>("document", row.document)
  // What is signed is what was shown: the hash was taken of the letter before anybody saw it.
  if (!hashOfLetter(letter).equals(row.documentHash)) throw new Conflict("letter_changed")
  return {
    id,
    letter,
    draft,
    hash: row.documentHash.toString("hex"),
    expiresAt: row.expiresAt,
  }
}

/** What is typed to sign: the password again, or the code sent for this letter. */
export type Typed = { password?: string | undefined; code?: string | undefined }

/**
 * Checks the password or code that signs, outside any transaction. A wrong one costs one of the intent's five tries, which
 * no rollback gives back; after the fifth the intent is dead, not the account. Throws Invalid beside what was typed.
 */
export async function checkSignature(
  house: House,
  signed: Signed<SubjectActor>,
  intentId: string,
  { password = "", code = "" }: Typed,
): Promise<"password" | "code"> {
  if (code.trim() && !password) {
    if (await isCodeOf(house, signed, intentId, code)) return "code"
    throw new Invalid({ code: { code: "wrong_code" } })
  }
  if (!password) throw new Invalid({ password: { code: "required" } })
  if (await isPasswordOf(house, signed.actor.accountId, password)) return "password"
  await asSigned(house, signed, intentId, (ctx) =>
    ctx.db
      .update(signingIntents)
      .set({
        attempts: sql`${signingIntents.attempts} + 1`,
        state: sql`case when ${signingIntents.attempts} + 1 >= ${TRIES} then 'dead' else ${signingIntents.state} end`,
      })
      .where(and(eq(signingIntents.id, intentId), eq(signingIntents.state, "open"))),
  )
  throw new Invalid({ password: { code: "wrong_password" } })
}

/** The try is taken before it is looked at, so that many at once are no more than five; a right one is given back. */
async function isCodeOf(
  house: House,
  signed: Signed<SubjectActor>,
  intentId: string,
  typed: string,
): Promise<boolean> {
  const code = normalCode(typed)
  if (!code) throw new Invalid({ code: { code: "code_shape" } })
  const { id, accountId, state, attempts, codeHash, documentHash } = signingIntents
  const open = and(eq(id, intentId), eq(accountId, signed.actor.accountId), eq(state, "open"))
  const [row] = await asSigned(house, signed, intentId, (ctx) =>
    ctx.db
      .update(signingIntents)
      .set({ attempts: sql`${attempts} + 1` })
      .where(and(open, lt(attempts, TRIES)))
      .returning({ sent: codeHash, letter: documentHash }),
  )
  if (!row) throw new Conflict("intent_expired")
  const letter = { id: intentId, hash: row.letter.toString("hex") }
  const fits = row.sent !== null && timingSafeEqual(row.sent, signingCodeHash(house.vault, letter, code))
  const after = fits
    ? { attempts: sql`${attempts} - 1` }
    : { state: sql`case when ${attempts} >= ${TRIES} then 'dead' else ${state} end` }
  await asSigned(house, signed, intentId, (ctx) => ctx.db.update(signingIntents).set(after).where(open))
  return fits
}

/** The keyed hash of a code: it fits this letter alone, as it was shown. */
export const signingCodeHash = (vault: Vault, intent: Pick<Intent, "id" | "hash">, code: string): Buffer =>
  vault.hash("signing_code", `${intent.id}:${intent.hash}:${code}`)

/** Uses the intent up. The conditional update is the only gate: a second signature finds nothing and throws Conflict. */
export async function useIntent(ctx: Ctx<SubjectActor>, id: string): Promise<void> {
  const rows = await ctx.db
    .update(signingIntents)
    .set({ state: "used" })
    .where(
      and(
        eq(signingIntents.id, id),
        eq(signingIntents.state, "open"),
        gt(signingIntents.expiresAt, ctx.now),
        lt(signingIntents.attempts, TRIES),
      ),
    )
    .returning({ id: signingIntents.id })
  if (rows.length === 0) throw new Conflict("intent_expired")
}
