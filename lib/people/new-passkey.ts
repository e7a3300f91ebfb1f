import { randomUUID } from "node:crypto"
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server"
import { z } from "zod"
import type { House } from "@/lib/context"
import { Invalid } from "@/lib/errors"
import { type Asked, askPasskey, relyingParty, takeChallenge } from "@/lib/people/passkey-challenge"
import { type Credentials, named } from "@/lib/people/passkey-proof"

const bytes = z.string().max(16_000)

const Made = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(20)).max(10).default([]),
  }),
})

export type NewPasskey = {
  id: string
  credential: Buffer
  publicKey: Buffer
  counter: number
  transports: string[]
  backedUp: boolean
}

/** For whom a device is to make a key: `login` is what it shows them when it asks which key to use. */
export type Maker = { accountId: string; login: string; has: Credentials }

/** What the browser hands to the device, so that it makes a key. Which maker's device it is, nobody asks. */
export async function askForNewPasskey(
  house: House,
  asked: Asked,
  { accountId, login, has }: Maker,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { id } = relyingParty(house)
  return generateRegistrationOptions({
    rpName: id,
    rpID: id,
    userName: login,
    userDisplayName: login,
    userID: Uint8Array.from(Buffer.from(accountId.replaceAll("-", ""), "hex")),
    challenge: await askPasskey(house, asked),
    attestationType: "none",
    excludeCredentials: has.map(named),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    timeout: 300_000,
  })
}

/** The key a device made when it was asked so. Throws Invalid beside `passkey`; the challenge is used up in each case. */
export async function madePasskey(house: House, asked: Asked, typed: string): Promise<NewPasskey> {
  const made = read(typed)
  const { id, origin } = relyingParty(house)
  const { registrationInfo: told } = made
    ? await verifyRegistrationResponse({
        response: { ...made, clientExtensionResults: {} },
        expectedChallenge: (challenge) => takeChallenge(house, asked, challenge),
        expectedOrigin: origin,
        expectedRPID: id,
        requireUserVerification: true,
      }).catch(() => ({ registrationInfo: undefined }))
    : { registrationInfo: undefined }
  if (!made || !told) throw new Invalid({ passkey: { code: "passkey_not_made" } })
  return {
    id: randomUUID(),
    credential: Buffer.from(told.credential.id, "base64url"),
    publicKey: Buffer.from(told.credential.publicKey),
    counter: told.credential.counter,
    transports: made.response.transports,
    backedUp: told.credentialBackedUp,
  }
}

/** Where the name of a passkey is sealed. */
export const passkeyPlace = (id: string): string => `passkeys.name|${id}`

/** A new key as SQL's JSON, its name sealed. */
export const passkeyRow = (passkey: NewPasskey, name: Buffer): string =>
  JSON.stringify({
    ...passkey,
    credential: passkey.credential.toString("hex"),
    publicKey: passkey.publicKey.toString("hex"),
    name: name.toString("hex"),
  })

function read(typed: string): z.infer<typeof Made> | null {
  try {
    return Made.parse(JSON.parse(typed))
  } catch {
    return null
  }
}
