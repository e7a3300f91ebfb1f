import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server"

/** In what a device, or the page that asks it, departs from what it should be. */
type Odd = { origin?: string; rpId?: string; unseen?: boolean; counter?: number; challenge?: string }

const ORIGIN = "http://localhost:3000"
const sha = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest()

// CBOR (RFC 8949), as much of it as the answer of a device needs.
const head = (major: number, size: number): Buffer => {
  if (size < 24) return Buffer.from([(major << 5) | size])
  return size < 256
    ? Buffer.from([(major << 5) | 24, size])
    : Buffer.from([(major << 5) | 25, size >> 8, size])
}
const int = (n: number) => (n < 0 ? head(1, -1 - n) : head(0, n))
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)])
const blob = (value: Buffer) => Buffer.concat([head(2, value.length), value])
const map = (...pairs: [Buffer, Buffer][]) => Buffer.concat([head(5, pairs.length), ...pairs.flat()])

/** A device with one passkey: makes it and answers with it as WebAuthn has it, with a key and signatures of its own. */
export class Authenticator {
  readonly id = randomBytes(32)
  counter = 0
  private readonly keys: { publicKey: KeyObject; privateKey: KeyObject }

  constructor() {
    this.keys = generateKeyPairSync("ec", { namedCurve: "P-256" })
  }

  make(options: PublicKeyCredentialCreationOptionsJSON, odd: Odd = {}): string {
    const { x = "", y = "" } = this.keys.publicKey.export({ format: "jwk" })
    const coordinate = (part: string) => blob(Buffer.from(part, "base64url"))
    const key = map(
      [int(1), int(2)],
      [int(3), int(-7)],
      [int(-1), int(1)],
      [int(-2), coordinate(x)],
      [int(-3), coordinate(y)],
    )
    const named = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, key])
    const data = Buffer.concat([this.data(odd, 0x40), named])
    const attestation = map(
      [text("fmt"), text("none")],
      [text("attStmt"), map()],
      [text("authData"), blob(data)],
    )
    return this.answer("webauthn.create", options.challenge, odd, () => ({
      attestationObject: attestation.toString("base64url"),
      transports: ["internal"],
    }))
  }

  use(options: PublicKeyCredentialRequestOptionsJSON, odd: Odd = {}): string {
    this.counter = odd.counter ?? this.counter + 1
    const data = this.data(odd, 0)
    return this.answer("webauthn.get", options.challenge, odd, (client) => ({
      authenticatorData: data.toString("base64url"),
      signature: sign("sha256", Buffer.concat([data, sha(client)]), this.keys.privateKey).toString(
        "base64url",
      ),
    }))
  }

  private data({ rpId = "localhost", unseen = false }: Odd, more: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    // Somebody is there, and, unless unseen, it is whoever holds it.
    return Buffer.concat([sha(rpId), Buffer.from([0x01 | (unseen ? 0 : 0x04) | more]), counter])
  }

  private answer(type: string, challenge: string, odd: Odd, rest: (client: Buffer) => object): string {
    const { origin = ORIGIN } = odd
    const client = Buffer.from(JSON.stringify({ type, challenge: odd.challenge ?? challenge, origin }))
    const id = this.id.toString("base64url")
    return JSON.stringify({
      ...{ id, rawId: id, type: "public-key", clientExtensionResults: {} },
      response: { clientDataJSON: client.toString("base64url"), ...rest(client) },
    })
  }
}
