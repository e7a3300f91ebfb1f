import { setTimeout as pause } from "node:timers/promises"
import type { House, Locale } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { placeOf } from "@/lib/people/address"
import { normalLogin } from "@/lib/people/identifiers"
import { knownDevice, newKnownDevice } from "@/lib/people/known-device"
import { countTry, forgiveTries } from "@/lib/people/limits"
import { staffMayFrom } from "@/lib/people/networks"
import { normalCode, totpStep } from "@/lib/people/one-time-codes"
import { passwordFits } from "@/lib/people/passwords"
import { normalRecoveryCode, recoveryHash } from "@/lib/people/recovery-hash"
import { type Device, endSession, openSession, sessionHash } from "@/lib/people/sessions"

type Found = {
  account_id: string
  kind: "subject" | "staff"
  password: Buffer
  locale: Locale
}

export type SignedIn = {
  token: string
  kind: "subject" | "staff"
  needsCode: boolean
  locale: Locale
  /** By what the device is known from now on. */
  known: string
}

/**
 * Signs in with a phone or e-mail and a password. The answer to a wrong password and to an unknown login is the same,
 * in words, in work and in the wait. Wrong tries from elsewhere make the owner wait, and never lock them out (ASVS
 * 6.1.1). Staff get a session that is no actor until the one-time code (confirmCode).
 * Throws Invalid (beside the password) or TooMany.
 */
export async function signIn(
  house: House,
  input: { login: string; password: string },
  device: Device,
): Promise<SignedIn> {
  const login = normalLogin(input.login)
  const found = login ? await findLogin(house, house.vault.hash(login.kind, login.value)) : undefined
  const tries = triesOf(house, login?.value ?? input.login, found, device)
  await pause(delayMs(await tries.count()))
  const phc = found ? house.vault.openOwn(`accounts.password|${found.account_id}`, found.password) : null
  const fits = await passwordFits(phc, input.password)
  if (!found || !fits) throw new Invalid({ password: { code: "wrong_password" } })
  await tries.forgive()
  const needsCode = found.kind === "staff"
  if (needsCode && !(await staffMayFrom(house, device.address)))
    throw new Invalid({ password: { code: "network_outside" } })
  const token = await openSession(house, { id: found.account_id, kind: found.kind }, 1, device)
  return { token, kind: found.kind, needsCode, locale: found.locale, known: newKnownDevice(house, found) }
}

/** What a try counts against: a device that is known, itself alone; any other, its place and the login. */
function triesOf(house: House, typed: string, found: Found | undefined, device: Device) {
  const known = found && knownDevice(house, found, device.known)
  const place = placeOf(device.address)
  const here = `${typed} ${place}`
  return {
    async count(): Promise<number> {
      if (known) return countTry(house, "sign_in_known", known)
      await countTry(house, "sign_in_address", place)
      await countTry(house, "sign_in_here", here)
      return countTry(house, "sign_in_login", typed)
    },
    async forgive(): Promise<void> {
      if (known) await forgiveTries(house, "sign_in_known", known)
      await forgiveTries(house, "sign_in_here", here)
      await forgiveTries(house, "sign_in_login", typed)
    },
  }
}

/** After three wrong tries in a row every try waits, up to eight seconds, whether there is such an account or not. */
function delayMs(tries: number): number {
  return tries <= 3 ? 0 : Math.min(8_000, 250 * 2 ** (tries - 4))
}

async function findLogin(house: House, hash: Buffer): Promise<Found | undefined> {
  const { rows } = await house.pools.auth.query<Found>("select * from guard.find_login($1)", [hash])
  return rows[0]
}

/**
 * The second factor of staff: a code serves once (RFC 6238 §5.2). Returns the id of the session that may act.
 * Throws Invalid (beside the code).
 */
export async function confirmCode(
  house: House,
  token: string,
  typed: string,
  device: Device,
): Promise<string> {
  const pending = await pendingStaff(house, token)
  if (!pending) throw new Invalid({ code: { code: "sign_in_again" } })
  await countTry(house, "code", pending.account_id)
  const code = normalCode(typed)
  const secret = house.vault.openOwn(`staff.totp_secret|${pending.account_id}`, pending.totp_secret)
  const step = code ? totpStep(secret, code, new Date()) : null
  if (step === null || !(await takeStep(house, pending.account_id, step)))
    throw new Invalid({ code: { code: "wrong_code" } })
  return raised(house, token, pending.account_id, device)
}

/**
 * The same with a recovery code, for whoever lost the device with their one-time codes: it serves once, and raises nothing
 * later on. Throws Invalid (beside `recovery`).
 */
export async function confirmRecovery(
  house: House,
  token: string,
  typed: string,
  device: Device,
): Promise<string> {
  const pending = await pendingStaff(house, token)
  if (!pending) throw new Invalid({ recovery: { code: "sign_in_again" } })
  const { account_id: accountId } = pending
  await countTry(house, "code", accountId)
  const code = normalRecoveryCode(typed)
  const { rows } = await house.pools.auth.query<{ taken: boolean }>(
    "select guard.take_recovery_code($1, $2) as taken",
    [accountId, recoveryHash(house.vault, accountId, code ?? "")],
  )
  if (!code || !rows[0]?.taken) throw new Invalid({ recovery: { code: "wrong_code" } })
  return raised(house, token, accountId, device)
}

async function pendingStaff(house: House, token: string) {
  const { rows } = await house.pools.auth.query<{ account_id: string; totp_secret: Buffer }>(
    "select account_id, totp_secret from guard.pending_staff($1)",
    [sessionHash(token)],
  )
  return rows[0]
}

/** The session that may act in place of the one that waited for the second factor. */
async function raised(house: House, token: string, accountId: string, device: Device): Promise<string> {
  await forgiveTries(house, "code", accountId)
  const opened = await openSession(house, { id: accountId, kind: "staff" }, 2, device)
  await endSession(house, token)
  return opened
}

async function takeStep(house: House, accountId: string, step: number): Promise<boolean> {
  const { rows } = await house.pools.auth.query<{ taken: boolean }>(
    "select guard.take_totp($1, $2) as taken",
    [accountId, step],
  )
  return rows[0]?.taken ?? false
}

/** Whether this is the password of the account: for step-up and for signing. Counts wrong tries. */
export async function isPasswordOf(house: House, accountId: string, password: string): Promise<boolean> {
  await countTry(house, "step_up", accountId)
  const { rows } = await house.pools.auth.query<{ sealed: Buffer | null }>(
    "select guard.password_of($1) as sealed",
    [accountId],
  )
  const sealed = rows[0]?.sealed
  const phc = sealed ? house.vault.openOwn(`accounts.password|${accountId}`, sealed) : null
  const fits = await passwordFits(phc, password)
  if (fits) await forgiveTries(house, "step_up", accountId)
  return fits
}
