import "server-only"
import { randomUUID } from "node:crypto"
import { and, eq } from "drizzle-orm"
import { refuseShownToAnother } from "@/app/_server/shown-for"
import { idempotencyKeys } from "@/db/schema/forms"
import {
  asSigned,
  type Ctx,
  type House,
  type Signed,
  type StaffActor,
  type SubjectActor,
} from "@/lib/context"
import { Conflict } from "@/lib/errors"

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** One sending of a form: `hash` is of its contents. */
export type Sending = { act: string; form: FormData; hash: Buffer }

/**
 * Prepares outside any transaction, then runs the verb once per form (see `once`). What the first sending changed may
 * stand in the way of preparing the second, so a form that was answered gets its first answer before it gets a refusal.
 * What was shown to another than the session acts as by now is refused first.
 */
export async function sendOnce<A extends SubjectActor | StaffActor, P, R extends object | string | null>(
  house: House,
  signed: Signed<A>,
  sending: Sending,
  prepare: () => Promise<P>,
  verb: (ctx: Ctx<A>, prepared: P) => Promise<R>,
): Promise<R> {
  refuseShownToAnother(signed.actor, sending.form)
  const run = <T>(work: (ctx: Ctx<A>) => Promise<T>) => asSigned(house, signed, randomUUID(), work)
  let prepared: P
  try {
    prepared = await prepare()
  } catch (refusal) {
    const first = await run((ctx) => answerTo<R>(ctx, sending))
    if (first === undefined) throw refusal
    return first
  }
  return run((ctx) => once(ctx, sending, () => verb(ctx, prepared)))
}

const keyOf = ({ form }: Sending): string | null => {
  const key = form.get("formKey")
  return typeof key === "string" && KEY.test(key) ? key : null
}

const placeOf = (key: string) => `idempotency_keys.result|${key}`

const rowOf = ({ actor }: Ctx<SubjectActor | StaffActor>, act: string, key: string) =>
  and(
    eq(idempotencyKeys.accountId, actor.accountId),
    eq(idempotencyKeys.act, act),
    eq(idempotencyKeys.key, key),
  )

/** The first answer to this very sending; undefined where there is none. */
async function answerTo<R>(ctx: Ctx<SubjectActor | StaffActor>, sending: Sending): Promise<R | undefined> {
  const key = keyOf(sending)
  if (!key) return undefined
  const rows = await ctx.db
    .select({ hash: idempotencyKeys.inputHash, result: idempotencyKeys.result })
    .from(idempotencyKeys)
    .where(rowOf(ctx, sending.act, key))
  const first = rows[0]
  if (!first?.hash.equals(sending.hash)) return undefined
  return JSON.parse(ctx.vault.openOwn(placeOf(key), first.result)) as R
}

/**
 * Runs the verb once per form: the hidden key is inserted first, in the same transaction, so that a double click, a
 * retry or the back button gets the first answer. The same key with other contents is refused.
 */
async function once<R extends object | string | null>(
  ctx: Ctx<SubjectActor | StaffActor>,
  sending: Sending,
  verb: () => Promise<R>,
): Promise<R> {
  const key = keyOf(sending)
  if (!key) return verb()
  const { act, hash: inputHash } = sending
  const added = await ctx.db
    .insert(idempotencyKeys)
    .values({ accountId: ctx.actor.accountId, act, key, inputHash, result: Buffer.alloc(0), at: ctx.now })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
  if (added.length === 0) {
    const first = await answerTo<R>(ctx, sending)
    if (first === undefined) throw new Conflict("form_reused")
    return first
  }
  const result = await verb()
  const sealed = Buffer.from(ctx.vault.sealOwn(placeOf(key), JSON.stringify(result)))
  await ctx.db
    .update(idempotencyKeys)
    .set({ result: sealed })
    .where(rowOf(ctx, act, key))
  return result
}
