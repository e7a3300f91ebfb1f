import { createHash } from "node:crypto"
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server"
import type { House } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { placeOf } from "@/lib/people/address"
import { newKnownDevice } from "@/lib/people/known-device"
import { countTry } from "@/lib/people/limits"
import type { Asked } from "@/lib/people/passkey-challenge"
import { askForPasskey, credentialIn, provenBy } from "@/lib/people/passkey-proof"
import { type Device, openSession } from "@/lib/people/sessions"
import { type SignedIn, triesOf } from "@/lib/people/sign-in"

/** Asked of a browser nobody is signed in at, under the number it keeps of this attempt. */
const askedOf = (attempt: string): Asked => ({
  purpose: "sign_in",
  bound: createHash("sha256").update(attempt).digest(),
})

/** What the browser hands to a device: whichever passkey of ours it has. Throws TooMany. */
export async function askToSignIn(
  house: House,
  attempt: string,
  device: Device,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  await countTry(house, "passkey_asked", placeOf(device.address))
  return askForPasskey(house, askedOf(attempt))
}

/**
 * Signs in with a passkey alone: its holder was shown by the device, and nothing was typed that could be stolen. The answer
 * to an unknown key and to a wrong signature is the same. Throws Invalid beside `passkey`, TooMany.
 */
export async function signInByPasskey(
  house: House,
  input: { attempt: string; answer: string },
  device: Device,
): Promise<SignedIn> {
  const tries = triesOf(house, `passkey ${credentialIn(input.answer)}`, undefined, device)
  await tries.count()
  const owner = await provenBy(house, askedOf(input.attempt), input.answer)
  if (!owner) throw new Invalid({ passkey: { code: "passkey_refused" } })
  if (owner.kind === "staff") throw new Invalid({ passkey: { code: "passkey_staff" } })
  await tries.forgive()
  const token = await openSession(house, { id: owner.account_id, kind: owner.kind }, 1, device)
  const { kind, locale } = owner
  return { token, kind, needsCode: false, locale, known: newKnownDevice(house, owner) }
}
