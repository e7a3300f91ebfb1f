import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server"
import { z } from "zod"
import type { House, Locale } from "@/lib/context"
import { type Asked, askPasskey, relyingParty, takeChallenge } from "@/lib/people/passkey-challenge"

const bytes = z.string().max(8_000)

const Answer = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal("public-key"),
  response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes }),
})

/** The account a passkey belongs to, as it is found by the device's name of the key. */
export type PasskeyOwner = {
  id: string
  account_id: string
  kind: "subject" | "staff"
  password: Buffer
  locale: Locale
  public_key: Buffer
  transports: string[]
}

/** The keys a device may answer with; none named: whichever of ours it has. */
export type Credentials = readonly { credential: Buffer; transports: string[] }[]

/** What the browser hands to the device. Whoever holds it has to show that it is them: by finger, face or the device's code. */
export async function askForPasskey(
  house: House,
  asked: Asked,
  allowed?: Credentials,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: relyingParty(house).id,
    challenge: await askPasskey(house, asked),
    userVerification: "required",
    timeout: 300_000,
    ...(allowed ? { allowCredentials: allowed.map(named) } : {}),
  })
}

/** A key by the name the device gave it, as browsers are told of it. */
export const named = ({ credential, transports }: Credentials[number]) => ({
  id: credential.toString("base64url"),
  transports,
})

/**
 * Whose passkey answered, or null: unknown, not asked for so, of another origin, without its holder shown, wrongly signed, or
 * from a copy of the device. Whatever comes of it, a challenge that one of our keys answered is used up.
 */
export async function provenBy(house: House, asked: Asked, typed: string): Promise<PasskeyOwner | null> {
  const answer = read(typed)
  if (!answer) return null
  const owner = await ownerOf(house, answer.id)
  if (!owner) return null
  const { id, origin } = relyingParty(house)
  const { verified, authenticationInfo: told } = await verifyAuthenticationResponse({
    response: { ...answer, clientExtensionResults: {} },
    expectedChallenge: (challenge) => takeChallenge(house, asked, challenge),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    // The counter is compared where it is written, or two at once would both pass.
    credential: { id: answer.id, publicKey: Uint8Array.from(owner.public_key), counter: 0 },
  }).catch(() => ({ verified: false, authenticationInfo: null }))
  if (!verified || !told) return null
  const { rows } = await house.pools.auth.query<{ used: boolean }>(
    "select guard.use_passkey($1, $2, $3) as used",
    [owner.id, told.newCounter, told.credentialBackedUp],
  )
  return rows[0]?.used ? owner : null
}

/** The name of the key an answer comes from, for counting tries; empty where it names none. */
export const credentialIn = (typed: string): string => read(typed)?.id ?? ""

function read(typed: string): z.infer<typeof Answer> | null {
  try {
    return Answer.parse(JSON.parse(typed))
  } catch {
    return null
  }
}

async function ownerOf(house: House, id: string): Promise<PasskeyOwner | undefined> {
  const { rows } = await house.pools.auth.query<PasskeyOwner>("select * from guard.find_passkey($1)", [
    Buffer.from(id, "base64url"),
  ])
  return rows[0]
}
