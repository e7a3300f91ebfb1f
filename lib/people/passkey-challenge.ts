import { createHash, randomBytes } from "node:crypto"
import type { House } from "@/lib/context"

/** For what a device is asked to sign, and under what: an answer serves there alone. */
export type Asked = { purpose: "add" | "invite" | "second" | "sign_in" | "step_up"; bound: Buffer }

/** The minutes an answer may take. */
const MINUTES = 5

/** By whom passkeys are asked: the address of this deployment as it is configured, whatever a request calls it. */
export const relyingParty = ({ appUrl }: Pick<House, "appUrl">): { id: string; origin: string } => {
  const { hostname, origin } = new URL(appUrl)
  return { id: hostname, origin }
}

const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest()

/** What a device is to sign; only its hash is kept. */
export async function askPasskey(house: House, { purpose, bound }: Asked): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = randomBytes(32)
  await house.pools.auth.query("select guard.ask_passkey($1, $2, $3, $4)", [
    ...[hashOf(challenge), purpose, bound, MINUTES],
  ])
  return Uint8Array.from(challenge)
}

/** Uses a challenge up, in base64url as the answer brings it. False: it was not asked so, was answered or is too old. */
export async function takeChallenge(
  house: House,
  { purpose, bound }: Asked,
  answered: string,
): Promise<boolean> {
  const { rows } = await house.pools.auth.query<{ taken: boolean }>(
    "select guard.take_passkey_challenge($1, $2, $3) as taken",
    [hashOf(Buffer.from(answered, "base64url")), purpose, bound],
  )
  return rows[0]?.taken ?? false
}
