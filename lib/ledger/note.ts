import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto"

/** What a checkpoint says: of which log, how many entries, and the root over them. */
export type Checkpoint = { origin: string; size: number; root: Buffer }

/** Who signs: the name is the log's origin, the key an Ed25519 one in its 32 raw bytes. */
export type Signer = { name: string; publicKey: Buffer; sign(text: Buffer): Buffer }

/** Whose signatures count. */
export type Verifier = { name: string; publicKey: Buffer }

const ED25519 = Buffer.of(1)
const SPKI = Buffer.from("302a300506032b6570032100", "hex")
const FORM =
  /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:\u2014 [^\s+]+ [A-Za-z0-9+/]+={0,2}\n){1,16})$/

/** The text of a checkpoint as C2SP tlog-checkpoint has it; what is signed. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString("base64")}\n`

/** The first four bytes by which a signature names its key (C2SP signed-note, type 0x01). */
export const keyId = ({ name, publicKey }: Verifier): Buffer =>
  createHash("sha256").update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4)

/** The public key as tools for signed notes take it: name, key id and key in one line. */
export const verifierKey = (key: Verifier): string =>
  `${key.name}+${keyId(key).toString("hex")}+${Buffer.concat([ED25519, key.publicKey]).toString("base64")}`

/** A checkpoint signed as a note (C2SP signed-note). */
export function signedNote(checkpoint: Checkpoint, signer: Signer): string {
  const text = checkpointText(checkpoint)
  const signature = Buffer.concat([keyId(signer), signer.sign(Buffer.from(text))]).toString("base64")
  return `${text}\n\u2014 ${signer.name} ${signature}\n`
}

/** What a note says, whoever signed it; null when it is none of a checkpoint. */
export function readNote(note: string): (Checkpoint & { signatures: string[] }) | null {
  const [, origin, size, root, signatures] = FORM.exec(note) ?? []
  if (!origin || !size || !root || !signatures || !Number.isSafeInteger(Number(size))) return null
  const hash = Buffer.from(root, "base64")
  // Base64 has more than one text for the same bytes: only the one we write counts.
  if (hash.toString("base64") !== root) return null
  return { origin, size: Number(size), root: hash, signatures: signatures.split("\n").slice(0, -1) }
}

/** What a note says if the key signed it; null when it did not, or the note is none. */
export function openNote(note: string, key: Verifier): Checkpoint | null {
  const read = readNote(note)
  if (!read) return null
  const { signatures, ...checkpoint } = read
  const text = Buffer.from(checkpointText(checkpoint))
  const own = signatures.flatMap((line) => signatureBy(line, key) ?? [])
  const publicKey = keyObject(key.publicKey)
  const isSigned = own.length > 0 && own.every((signature) => verify(null, text, publicKey, signature))
  return isSigned ? checkpoint : null
}

/** The 64 bytes of a signature line if it names this key, in the one way such a line is written. */
function signatureBy(line: string, key: Verifier): Buffer | null {
  const [, name, text] = line.split(" ")
  const bytes = Buffer.from(text ?? "", "base64")
  if (name !== key.name || bytes.toString("base64") !== text || bytes.length !== 68) return null
  return bytes.subarray(0, 4).equals(keyId(key)) ? bytes.subarray(4) : null
}

const keyObject = (raw: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" })
