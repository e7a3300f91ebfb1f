import { createHash, randomBytes, randomUUID } from "node:crypto"
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server"
import { Secret } from "otpauth"
import { staffInvitations } from "@/db/schema/staff"
import type { Db } from "@/db/transaction"
import type { House, StaffRole } from "@/lib/context"
import { Invalid, NotFound } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import { normalEmail } from "@/lib/people/identifiers"
import { countTry } from "@/lib/people/limits"
import { askForNewPasskey, madePasskey, passkeyPlace, passkeyRow } from "@/lib/people/new-passkey"
import { checkNewPassword } from "@/lib/people/new-password"
import { normalCode, totpStep } from "@/lib/people/one-time-codes"
import type { Asked } from "@/lib/people/passkey-challenge"
import { hashPassword, STAFF_PASSWORD_MIN } from "@/lib/people/passwords"

const HOURS = 24

export type Invitee = { email: string; role: StaffRole; unit: string; name: string; outside?: boolean }
export type Invitation = { name: string; role: StaffRole; email: string; secret: string }

/** Where the address a member of staff signs in with is sealed: it belongs to the deployment, not to a person's key. */
export const staffLoginPlace = (accountId: string): string => `staff_login|${accountId}`

const hashOf = (token: string) => createHash("sha256").update(token).digest()

/**
 * Invites a member of staff, with the owner's connection or an administrator's. Returns the token of a link that is used
 * once within a day; only its hash is kept. Throws Invalid for an e-mail that is none.
 */
export async function inviteStaff(
  db: Db,
  vault: Vault,
  invitee: Invitee,
): Promise<{ token: string; accountId: string }> {
  const email = normalEmail(invitee.email)
  if (!email) throw new Invalid({ email: { code: "contact_shape" } })
  const token = randomBytes(32).toString("base64url")
  const accountId = randomUUID()
  await db.insert(staffInvitations).values({
    tokenHash: hashOf(token),
    accountId,
    role: invitee.role,
    unit: invitee.unit,
    name: invitee.name,
    outside: invitee.outside ?? false,
    login: vault.sealOwn(staffLoginPlace(accountId), email),
    loginHash: vault.hash("email", email),
    totpSecret: vault.sealOwn(`staff.totp_secret|${accountId}`, new Secret({ size: 20 }).base32),
    expiresAt: new Date(Date.now() + HOURS * 3_600_000),
  })
  return { token, accountId }
}

type Row = { account_id: string; role: StaffRole; name: string; login: Buffer; totp_secret: Buffer }

async function find(house: House, token: string): Promise<Row> {
  const { rows } = await house.pools.auth.query<Row>("select * from guard.find_invitation($1)", [
    hashOf(token),
  ])
  const row = rows[0]
  if (!row) throw new NotFound()
  return row
}

/** What the invited person is shown: their name, role and the secret for their one-time codes. Throws NotFound. */
export async function readInvitation(house: House, token: string): Promise<Invitation> {
  const { account_id: id, name, role, login, totp_secret: secret } = await find(house, token)
  const { openOwn } = house.vault
  return {
    name,
    role,
    email: openOwn(staffLoginPlace(id), login),
    secret: openOwn(`staff.totp_secret|${id}`, secret),
  }
}

/** What a key is to be made under, before there is an account: the link. */
const askedOf = (token: string): Asked => ({ purpose: "invite", bound: hashOf(token) })

/** Begins the passkey of whoever was invited: what the browser hands to the device. Throws NotFound. */
export async function beginInvitedPasskey(
  house: House,
  token: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { account_id: accountId, login } = await find(house, token)
  await countTry(house, "code", accountId)
  const email = house.vault.openOwn(staffLoginPlace(accountId), login)
  return askForNewPasskey(house, askedOf(token), { accountId, login: email, has: [] })
}

/** Says whether such a password may be set beside a passkey, before a device is asked for one. Throws Invalid. */
export const checkBesidePasskey = (password: string): void => checkNewPassword(password)

type Accepted = { token: string; password: string }

/**
 * Accepts: a password of their own, and a first one-time code to show that the second factor works. Throws Invalid
 * beside the field, NotFound when the link was used or is too old.
 */
export async function acceptInvitation(house: House, input: Accepted & { code: string }): Promise<void> {
  const row = await find(house, input.token)
  await countTry(house, "code", row.account_id)
  checkNewPassword(input.password, STAFF_PASSWORD_MIN)
  const code = normalCode(input.code)
  const secret = house.vault.openOwn(`staff.totp_secret|${row.account_id}`, row.totp_secret)
  const step = code ? totpStep(secret, code, new Date()) : null
  if (step === null) throw new Invalid({ code: { code: "wrong_code" } })
  await accept(house, input, row.account_id, { step, passkey: null })
}

/** The same with a passkey in place of the code, under its name. Throws Invalid beside the field, NotFound. */
export async function acceptByPasskey(
  house: House,
  input: Accepted & { passkey: string; name: string },
): Promise<void> {
  const row = await find(house, input.token)
  checkNewPassword(input.password)
  const made = await madePasskey(house, askedOf(input.token), input.passkey)
  const name = house.vault.sealOwn(passkeyPlace(made.id), input.name)
  await accept(house, input, row.account_id, { step: null, passkey: passkeyRow(made, name) })
}

async function accept(
  house: House,
  { token, password }: Accepted,
  accountId: string,
  factor: { step: number | null; passkey: string | null },
): Promise<void> {
  const sealed = house.vault.sealOwn(`accounts.password|${accountId}`, await hashPassword(password))
  const { rows } = await house.pools.auth.query<{ done: boolean }>(
    "select guard.accept_invitation($1, $2, $3, $4) as done",
    [hashOf(token), sealed, factor.step, factor.passkey],
  )
  if (!rows[0]?.done) throw new NotFound()
}
