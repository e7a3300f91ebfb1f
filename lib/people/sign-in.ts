import { setTimeout as pause } from "node:timers/promises"
import type { House, Locale } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { placeOf } from "@/lib/people/address"
import { normalLogin } from "@/lib/people/identifiers"
import { knownDevice, newKnownDevice } from "@/lib/people/known-device"
import { countTry, forgiveTries } from "@/lib/people/limits"
import { staffMayFrom } from "@/lib/people/networks"
import { passwordFits } from "@/lib/people/passwords"
import { type Device, openSession } from "@/lib/people/sessions"

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
 * 6.1.1). Staff get a session that is no actor until the second factor (second-factor.ts).
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
export function triesOf(
  house: House,
  typed: string,
  found: Pick<Found, "account_id" | "password"> | undefined,
  device: Device,
) {
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
