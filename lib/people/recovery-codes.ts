import { sql } from "drizzle-orm"
import type { Ctx, House, Signed, StaffActor } from "@/lib/context"
import { Forbidden, Invalid } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { newRecoveryCodes, recoveryHash } from "@/lib/people/recovery-hash"
import { isPasswordOf } from "@/lib/people/sign-in"
import { tellOfSignIn } from "@/lib/people/tell-of-sign-in"
import { may } from "@/lib/permissions"

/** Checks the password before codes are made, outside any transaction. Throws Invalid beside `current`, TooMany. */
export async function proveForCodes(house: House, { actor }: Signed, current: string): Promise<void> {
  if (!(await isPasswordOf(house, actor.accountId, current)))
    throw new Invalid({ current: { code: "wrong_password" } })
}

/**
 * Ten new codes for whoever lost the device with their one-time codes; they are returned this once, and the earlier ones
 * open nothing. They stand for the second factor at sign-in alone. Throws Forbidden.
 */
export async function makeRecoveryCodes(ctx: Ctx<StaffActor>): Promise<string[]> {
  if (!may(ctx.actor, "factor.change")) throw new Forbidden()
  const codes = newRecoveryCodes()
  const hashes = codes.map((code) => recoveryHash(ctx.vault, ctx.actor.accountId, code.replaceAll("-", "")))
  await ctx.db.execute(sql`select guard.new_recovery_codes(${sql.param(hashes)}::bytea[])`)
  await record(ctx, "account.factor_changed", { subjectId: null, object: ctx.actor.accountId })
  await tellOfSignIn(ctx)
  return codes
}

/** How many codes whoever is signed in has left. */
export async function recoveryCodesLeft(ctx: Ctx<StaffActor>): Promise<number> {
  const { rows } = await ctx.db.execute<{ left: number }>(sql`select guard.own_recovery_codes() as left`)
  return rows[0]?.left ?? 0
}
