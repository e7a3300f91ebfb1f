import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import {
  asSigned,
  type Ctx,
  type House,
  type Signed,
  type StaffActor,
  type SubjectActor,
} from "@/lib/context"
import { Forbidden, Invalid } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { checkNewPassword } from "@/lib/people/new-password"
import { ownSubject } from "@/lib/people/own-sessions"
import { hashPassword, PASSWORD_MIN, STAFF_PASSWORD_MIN } from "@/lib/people/passwords"
import { isPasswordOf } from "@/lib/people/sign-in"
import { tellOfSignIn } from "@/lib/people/tell-of-sign-in"
import { may } from "@/lib/permissions"

/**
 * Checks the password in use and makes the cell of the new one, outside any transaction. Throws Invalid beside
 * `current` or `password`, TooMany.
 */
export async function preparePassword(
  house: House,
  signed: Signed,
  input: { current: string; password: string },
): Promise<Buffer> {
  const { actor } = signed
  checkNewPassword(input.password, await asSigned(house, signed, randomUUID(), leastLength))
  if (!(await isPasswordOf(house, actor.accountId, input.current)))
    throw new Invalid({ current: { code: "wrong_password" } })
  const hash = await hashPassword(input.password)
  return house.vault.sealOwn(`accounts.password|${actor.accountId}`, hash)
}

/** How long a new password of whoever is signed in has to be: staff need a longer one unless they have a passkey. */
export async function leastLength({ actor, db }: Ctx<SubjectActor | StaffActor>): Promise<number> {
  if (actor.kind === "subject") return PASSWORD_MIN
  const { rows } = await db.execute(sql`select from guard.own_passkeys()`)
  return rows.length > 0 ? PASSWORD_MIN : STAFF_PASSWORD_MIN
}

/** A new password: every other session ends with it, and the contacts are told. Throws Forbidden. */
export async function changePassword(
  ctx: Ctx<SubjectActor | StaffActor>,
  sealed: Buffer,
): Promise<{ changed: true }> {
  if (!may(ctx.actor, "password.change")) throw new Forbidden()
  await ctx.db.execute(sql`select guard.change_own_password(${sealed})`)
  await record(ctx, "account.password_changed", {
    subjectId: ownSubject(ctx),
    object: ctx.actor.accountId,
  })
  await tellOfSignIn(ctx)
  return { changed: true }
}
