import { createPrivateKey, createPublicKey, type JsonWebKey, sign } from "node:crypto"

/** An Ed25519 key (RFC 8032) that signs here; its public half, as a JWK and as 32 raw bytes, is for whoever checks. */
type Signer = {
  sign(bytes: Buffer): Buffer
  publicKey: JsonWebKey
  rawKey: Buffer
}

/** The start of every Ed25519 key in PKCS #8 (RFC 8410); its 32 bytes follow. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex")

/** The signer whose secret half is these 32 bytes. */
export function openSigner(seed: Buffer): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" })
  const publicKey = createPublicKey(key).export({ format: "jwk" })
  return {
    sign: (bytes) => sign(null, bytes, key),
    publicKey,
    rawKey: Buffer.from(String(publicKey.x), "base64url"),
  }
}
