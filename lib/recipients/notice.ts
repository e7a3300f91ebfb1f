import { createHash, type JsonWebKey } from "node:crypto"
import { z } from "zod"
import type { Vault } from "@/lib/keys/vault"
import { canonical } from "@/lib/ledger/record"

/** What a recipient is to do. `lift`: a restriction ended; `stop`: the purpose, and whatever was received for it. */
const Do = z.enum(["erase", "correct", "restrict", "lift", "stop"])
export type Do = z.infer<typeof Do>

const RecipientAct = z.strictObject({
  do: Do,
  categories: z.array(z.string()),
  /** Of a stop: for which purpose. */
  purpose: z.string().optional(),
})
export type RecipientAct = z.infer<typeof RecipientAct>

/**
 * A notice as it goes out, and as it comes back in an acknowledgement. It names the person by the one identifier the
 * recipient knows them by. `signature`: Ed25519 over the canonical JSON of all the rest (RFC 8785), base64url.
 */
export const SignedNotice = z.strictObject({
  type: z.literal("recipient-notice/1"),
  id: z.uuid(),
  from: z.strictObject({ name: z.string(), url: z.string() }),
  to: z.string().max(64),
  request: z.string(),
  person: z.strictObject({ kind: z.string(), value: z.string() }).nullable(),
  acts: z.array(RecipientAct).min(1),
  issued: z.iso.datetime(),
  due: z.iso.date(),
  acknowledge: z.string(),
  key: z.string(),
  signature: z.string(),
})
export type SignedNotice = z.infer<typeof SignedNotice>

/** The key's id: the thumbprint of its public half (RFC 7638). */
const keyId = ({ crv, kty, x }: JsonWebKey): string =>
  createHash("sha256").update(canonical({ crv, kty, x })).digest("base64url")

/** The keys by which notices are checked, as a JWK set (RFC 7517, RFC 8037). */
export const publishedKeys = ({ outwardKey }: Pick<Vault, "outwardKey">): { keys: JsonWebKey[] } => ({
  keys: [{ ...outwardKey, kid: keyId(outwardKey), alg: "EdDSA", use: "sig" }],
})

/** The notice with our key's id and signature. */
export function signNotice(
  vault: Pick<Vault, "signOutward" | "outwardKey">,
  notice: Omit<SignedNotice, "key" | "signature">,
): SignedNotice {
  const signed = { ...notice, key: keyId(vault.outwardKey) }
  return { ...signed, signature: vault.signOutward(Buffer.from(canonical(signed))).toString("base64url") }
}
