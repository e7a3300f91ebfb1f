import "server-only"
import { and, eq } from "drizzle-orm"
import { idempotencyKeys } from "@/db/schema/requests"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Conflict } from "@/lib/errors"

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * Runs the verb once per form: the hidden key is inserted first, in the same transaction, so that a double click, a
 * retry or the back button gets the first answer. The same key with other contents is refused.
 */
export async function once<A extends SubjectActor | StaffActor, R extends object | string | null>(
  ctx: Ctx<A>,
  act: string,
  form: FormData,
  inputHash: Buffer,
  verb: () => Promise<R>,
): Promise<R> {
  const key = form.get("formKey")
  if (typeof key !== "string" || !KEY.test(key)) return verb()
  const { accountId } = ctx.actor
  const place = `idempotency_keys.result|${key}`
  const sealed = (result: R) => Buffer.from(ctx.vault.sealOwn(place, JSON.stringify(result)))
  const before = await ctx.db
    .insert(idempotencyKeys)
    .values({ accountId, act, key, inputHash, result: Buffer.alloc(0), at: ctx.now })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key })
  const mine = and(
    eq(idempotencyKeys.accountId, accountId),
    eq(idempotencyKeys.act, act),
    eq(idempotencyKeys.key, key),
  )
  if (before.length === 0) {
    const rows = await ctx.db
      .select({ hash: idempotencyKeys.inputHash, result: idempotencyKeys.result })
      .from(idempotencyKeys)
      .where(mine)
    const first = rows[0]
    if (!first?.hash.equals(inputHash)) throw new Conflict("form_reused")
    return JSON.parse(ctx.vault.openOwn(place, first.result)) as R
  }
  const result = await verb()
  await ctx.db
    .update(idempotencyKeys)
    .set({ result: sealed(result) })
    .where(mine)
  return result
}
