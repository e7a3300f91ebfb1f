import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { Secret } from "otpauth"
import { asSigned, type Ctx, type House, type Signed, type StaffActor } from "@/lib/context"
import { Forbidden, Invalid } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { countTry, forgiveTries } from "@/lib/people/limits"
import { normalCode, totpStep } from "@/lib/people/one-time-codes"
import { provePassword } from "@/lib/people/own-passkeys"
import { tellOfSignIn } from "@/lib/people/tell-of-sign-in"
import { may } from "@/lib/permissions"

/**
 * The key offered to whoever is signed in for their one-time codes, in base32. It is kept nowhere: it follows from the session
 * and the key in use, so it is another one elsewhere and once it was taken.
 */
export async function offeredKey({ db, vault, actor }: Ctx<StaffActor>): Promise<string> {
  const { rows } = await db.execute<{ secret: Buffer | null; session: string }>(
    sql`select secret, session from guard.own_totp()`,
  )
  const { secret, session } = rows[0] ?? { secret: null, session: "" }
  const bytes = vault.hash("totp_offer", `${actor.accountId}|${session}|${secret?.toString("hex") ?? ""}`)
  return new Secret({ buffer: Uint8Array.from(bytes.subarray(0, 20)).buffer }).base32
}

export type NewCodes = { sealed: Buffer; step: number }

/** Checks the password and a first code by the offered key. Throws Invalid beside `current` or `code`, TooMany. */
export async function proveCodes(
  house: House,
  signed: Signed<StaffActor>,
  input: { current: string; code: string },
): Promise<NewCodes> {
  await provePassword(house, signed, input.current)
  const { accountId } = signed.actor
  await countTry(house, "code", accountId)
  const key = await asSigned(house, signed, randomUUID(), offeredKey)
  const code = normalCode(input.code)
  const step = code ? totpStep(key, code, new Date()) : null
  if (step === null) throw new Invalid({ code: { code: "wrong_code" } })
  await forgiveTries(house, "code", accountId)
  return { sealed: Buffer.from(house.vault.sealOwn(`staff.totp_secret|${accountId}`, key)), step }
}

/** One-time codes by another key: every other session ends, and the address is told. Throws Forbidden. */
export async function changeCodes(
  ctx: Ctx<StaffActor>,
  { sealed, step }: NewCodes,
): Promise<{ changed: true }> {
  if (!may(ctx.actor, "factor.change")) throw new Forbidden()
  await ctx.db.execute(sql`select guard.set_own_totp(${sealed}, ${step}::bigint)`)
  await record(ctx, "account.factor_changed", { subjectId: null, object: ctx.actor.accountId })
  await tellOfSignIn(ctx)
  return { changed: true }
}
