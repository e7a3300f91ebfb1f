import { randomUUID } from "node:crypto"
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server"
import { asSigned, type House, type Signed } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { countTry, forgiveTries } from "@/lib/people/limits"
import { ownCredentials } from "@/lib/people/own-passkeys"
import type { Asked } from "@/lib/people/passkey-challenge"
import { askForPasskey, provenBy } from "@/lib/people/passkey-proof"
import { sessionHash } from "@/lib/people/sessions"

const askedOf = ({ token }: Signed): Asked => ({ purpose: "step_up", bound: sessionHash(token) })

/** What the browser hands to a device, so that whoever is signed in shows that it is still them. Throws Invalid beside `passkey`. */
export async function askToStepUp(
  house: House,
  signed: Signed,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const own = await asSigned(house, signed, randomUUID(), ownCredentials)
  if (own.length === 0) throw new Invalid({ passkey: { code: "passkey_refused" } })
  return askForPasskey(house, askedOf(signed), own)
}

/** The passkey in place of the password typed again: one of the same account, asked in this session. Throws Invalid, TooMany. */
export async function provePasskey(house: House, signed: Signed, typed: string): Promise<void> {
  const { accountId } = signed.actor
  await countTry(house, "step_up", accountId)
  const owner = await provenBy(house, askedOf(signed), typed)
  if (owner?.account_id !== accountId) throw new Invalid({ passkey: { code: "passkey_refused" } })
  await forgiveTries(house, "step_up", accountId)
}
