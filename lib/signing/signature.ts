import { createHmac, timingSafeEqual } from "node:crypto"

const PREFIX = "whsec_"

/** A delivery as it is signed: its id, the second it was sent, the bytes of its body. */
export type SignedBytes = { id: string; timestamp: string; body: Buffer }

/** The signature of a delivery, HMAC-SHA256 in base64, as Standard Webhooks 1.0 makes it (scheme `v1`). */
export function signatureOf(secret: string, { id, timestamp, body }: SignedBytes): string {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64")
  return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")
}

/** Whether one of the signatures of a header (`v1,… v1,…`: two while a secret is being changed) is that of the bytes. */
export function isSignedBy(secret: string, bytes: SignedBytes, header: string): boolean {
  const expected = Buffer.from(signatureOf(secret, bytes))
  return header
    .split(" ")
    .slice(0, 5)
    .filter((part) => part.startsWith("v1,"))
    .map((part) => Buffer.from(part.slice(3)))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected))
}
