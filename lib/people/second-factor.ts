import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server"
import type { House } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { countTry, forgiveTries } from "@/lib/people/limits"
import { entryHex } from "@/lib/people/new-account"
import { normalCode, totpStep } from "@/lib/people/one-time-codes"
import type { Asked } from "@/lib/people/passkey-challenge"
import { askForPasskey, type Credentials, provenBy } from "@/lib/people/passkey-proof"
import { newRecoveryCodes, normalRecoveryCode, recoveryHash } from "@/lib/people/recovery-hash"
import { type Device, endSession, openSession, sessionHash } from "@/lib/people/sessions"

type Pending = { account_id: string; totp_secret: Buffer | null; codes_due: boolean; factor_at: Date | null }

/** The session that may act; null: the factor is shown, and the recovery codes are still to be kept. */
type Raised = string | null

/** What whoever waits between password and second factor can show: nobody is told of anybody else. */
export async function factorsOf(house: House, token: string): Promise<{ code: boolean; passkey: boolean }> {
  const pending = await pendingStaff(house, token)
  if (!pending) return { code: true, passkey: false }
  return { code: pending.totp_secret !== null, passkey: (await pendingPasskeys(house, token)).length > 0 }
}

/** The second factor of staff: a code serves once (RFC 6238 §5.2). Throws Invalid (beside the code). */
export async function confirmCode(
  house: House,
  token: string,
  typed: string,
  device: Device,
): Promise<Raised> {
  const pending = await pendingStaff(house, token)
  if (!pending) throw new Invalid({ code: { code: "sign_in_again" } })
  const { account_id: accountId, totp_secret: sealed } = pending
  await countTry(house, "code", accountId)
  const code = normalCode(typed)
  const secret = sealed && house.vault.openOwn(`staff.totp_secret|${accountId}`, sealed)
  const step = code && secret ? totpStep(secret, code, new Date()) : null
  if (step === null || !(await takeStep(house, accountId, step)))
    throw new Invalid({ code: { code: "wrong_code" } })
  return raised(house, token, pending, device)
}

const askedOf = (token: string): Asked => ({ purpose: "second", bound: sessionHash(token) })

/** What the browser hands to a device of whoever waits. Throws Invalid beside `passkey`. */
export async function askSecondPasskey(
  house: House,
  token: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const allowed = await pendingPasskeys(house, token)
  if (allowed.length === 0) throw new Invalid({ passkey: { code: "sign_in_again" } })
  return askForPasskey(house, askedOf(token), allowed)
}

/** The second factor by a passkey of the same account. Throws Invalid beside `passkey`. */
export async function confirmPasskey(
  house: House,
  token: string,
  typed: string,
  device: Device,
): Promise<Raised> {
  const pending = await pendingStaff(house, token)
  if (!pending) throw new Invalid({ passkey: { code: "sign_in_again" } })
  await countTry(house, "code", pending.account_id)
  const owner = await provenBy(house, askedOf(token), typed)
  if (owner?.account_id !== pending.account_id) throw new Invalid({ passkey: { code: "passkey_refused" } })
  return raised(house, token, pending, device)
}

/**
 * The same with a recovery code, for whoever lost the device of their second factor: it serves once, raises nothing later on,
 * and its holder is told. Throws Invalid (beside `recovery`).
 */
export async function confirmRecovery(
  house: House,
  token: string,
  typed: string,
  device: Device,
): Promise<Raised> {
  const pending = await pendingStaff(house, token)
  if (!pending) throw new Invalid({ recovery: { code: "sign_in_again" } })
  const { account_id: accountId } = pending
  await countTry(house, "code", accountId)
  const code = normalRecoveryCode(typed)
  const entry = entryHex({ act: "account.recovery_used", actor: `staff:${accountId}`, object: accountId })
  const { rows } = await house.pools.auth.query<{ taken: boolean }>(
    "select guard.take_recovery_code($1, $2, $3) as taken",
    [accountId, recoveryHash(house.vault, accountId, code ?? ""), entry],
  )
  if (!code || !rows[0]?.taken) throw new Invalid({ recovery: { code: "wrong_code" } })
  return raised(house, token, pending, device)
}

/**
 * The first recovery codes, between the second factor and the first session. They are returned this once. Throws Invalid
 * `sign_in_again` beside `kept`.
 */
export async function makeFirstCodes(house: House, token: string): Promise<string[]> {
  const pending = await pendingStaff(house, token)
  const codes = newRecoveryCodes()
  const hashes = codes.map((code) =>
    recoveryHash(house.vault, pending?.account_id ?? "", code.replaceAll("-", "")),
  )
  const { rows } = await house.pools.auth.query<{ made: boolean }>(
    "select guard.first_recovery_codes($1, $2) as made",
    [sessionHash(token), hashes],
  )
  if (!rows[0]?.made) throw new Invalid({ kept: { code: "sign_in_again" } })
  return codes
}

/** One of the codes typed shows that they are kept; the session may act from now on. Throws Invalid beside `kept`. */
export async function keepFirstCodes(
  house: House,
  token: string,
  typed: string,
  device: Device,
): Promise<string> {
  const pending = await pendingStaff(house, token)
  if (!pending) throw new Invalid({ kept: { code: "sign_in_again" } })
  const { account_id: accountId } = pending
  await countTry(house, "code", accountId)
  const hash = recoveryHash(house.vault, accountId, normalRecoveryCode(typed) ?? "")
  const { rows } = await house.pools.auth.query<{ kept: boolean }>(
    "select guard.recovery_codes_kept($1, $2) as kept",
    [sessionHash(token), hash],
  )
  if (!rows[0]?.kept) throw new Invalid({ kept: { code: "wrong_code" } })
  return opened(house, token, accountId, device)
}

async function pendingStaff(house: House, token: string): Promise<Pending | undefined> {
  const { rows } = await house.pools.auth.query<Pending>(
    "select account_id, totp_secret, codes_due, factor_at from guard.pending_staff($1)",
    [sessionHash(token)],
  )
  return rows[0]
}

async function pendingPasskeys(house: House, token: string): Promise<Credentials> {
  const { rows } = await house.pools.auth.query<Credentials[number]>(
    "select credential, transports from guard.pending_passkeys($1)",
    [sessionHash(token)],
  )
  return rows
}

/** Whoever has no recovery codes yet gets them before anything else. */
async function raised(house: House, token: string, pending: Pending, device: Device): Promise<Raised> {
  await forgiveTries(house, "code", pending.account_id)
  if (!pending.codes_due) return opened(house, token, pending.account_id, device)
  await house.pools.auth.query("select guard.factor_shown($1)", [sessionHash(token)])
  return null
}

/** The session that may act in place of the one that waited. */
async function opened(house: House, token: string, accountId: string, device: Device): Promise<string> {
  const next = await openSession(house, { id: accountId, kind: "staff" }, 2, device)
  await endSession(house, token)
  return next
}

async function takeStep(house: House, accountId: string, step: number): Promise<boolean> {
  const { rows } = await house.pools.auth.query<{ taken: boolean }>(
    "select guard.take_totp($1, $2) as taken",
    [accountId, step],
  )
  return rows[0]?.taken ?? false
}
