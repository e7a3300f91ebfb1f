import { randomBytes, timingSafeEqual } from "node:crypto"
import type { House } from "@/lib/context"

type Account = { account_id: string; password: Buffer }

const seal = (house: House, { account_id, password }: Account, device: string) =>
  house.vault.hash("known_device", `${account_id}|${device}|${password.toString("hex")}`)

/** What a browser keeps after a sign-in, by which it is known the next time; a new password makes it nothing. */
export function newKnownDevice(house: House, account: Account): string {
  const device = randomBytes(16).toString("base64url")
  return `${device}.${seal(house, account, device).toString("base64url")}`
}

/**
 * The device that signed in to this account before, or null. Wrong tries from elsewhere neither delay nor stop it, so that
 * nobody who floods an account shuts its owner out.
 */
export function knownDevice(house: House, account: Account, kept: string | null | undefined): string | null {
  const [device = "", mark = ""] = (kept ?? "").split(".")
  const wanted = seal(house, account, device)
  const given = Buffer.from(mark, "base64url")
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? device : null
}
