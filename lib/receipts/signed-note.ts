import { areSame, type Bytes, fromBase64, fromHex, hexOf, joined, sha256, utf8 } from "@/lib/receipts/bytes"
import { Unreadable } from "@/lib/receipts/unreadable"

const ED25519 = 1
const KEY_ID = 4

export type NoteSignature = { name: string; id: string; bytes: Bytes }
/** A text and who signed it, nothing of it checked yet (C2SP signed-note). */
export type SignedNote = { text: string; signatures: readonly NoteSignature[] }

/** A key whose signatures are believed, as its owner publishes it: `name+id+key`. */
export type KnownKey = { name: string; id: string; bytes: Bytes }

// As the format has it: no control characters but the newline.
const isPlain = (text: string): boolean => ![...text].some((char) => char < " " && char !== "\n")

/** Reads a signed note. Throws Unreadable where it is none. */
export function readNote(note: string): SignedNote {
  const end = note.lastIndexOf("\n\n")
  if (end < 0 || !note.endsWith("\n") || !isPlain(note)) throw new Unreadable("checkpoint")
  const signatures = note
    .slice(end + 2, -1)
    .split("\n")
    .map(readSignature)
  return { text: note.slice(0, end + 1), signatures }
}

function readSignature(line: string): NoteSignature {
  const [, name = "", base64 = ""] = /^— ([^\s+]+) ([^\s]+)$/u.exec(line) ?? []
  const bytes = fromBase64(base64)
  if (!bytes || bytes.length <= KEY_ID) throw new Unreadable("signature")
  return { name, id: hexOf(bytes.subarray(0, KEY_ID)), bytes: bytes.slice(KEY_ID) }
}

/** Reads a published Ed25519 key; null where the text is none, or its id is another key's. */
export async function readKey(published: string): Promise<KnownKey | null> {
  const [, name = "", id = "", base64 = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(published.trim()) ?? []
  const bytes = fromBase64(base64)
  if (bytes?.length !== 33 || bytes[0] !== ED25519) return null
  const hash = await sha256(utf8(`${name}\n`), bytes)
  const expected = fromHex(id)
  if (!expected || !areSame(hash.subarray(0, KEY_ID), expected)) return null
  return { name, id, bytes: bytes.slice(1) }
}

/** How a key is published. */
export async function keyText(name: string, key: Uint8Array): Promise<string> {
  const bytes = joined(Uint8Array.of(ED25519), key)
  const hash = await sha256(utf8(`${name}\n`), bytes)
  return `${name}+${hexOf(hash.subarray(0, KEY_ID))}+${btoa(String.fromCharCode(...bytes))}`
}

export type SignedBy =
  | { is: "known"; key: KnownKey }
  | { is: "unknown"; names: string[] }
  | { is: "false"; name: string }
  /** What runs this knows no Ed25519. */
  | { is: "unchecked" }

/** Which of the keys signed the note. One false signature under a known key's name and id makes the note false. */
export async function signedBy(note: SignedNote, keys: readonly KnownKey[]): Promise<SignedBy> {
  let found: KnownKey | null = null
  for (const { name, id, bytes } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.id === id)
    if (!key) continue
    const holds = await verifies(key, utf8(note.text), bytes)
    if (holds === null) return { is: "unchecked" }
    if (!holds) return { is: "false", name }
    found = key
  }
  return found
    ? { is: "known", key: found }
    : { is: "unknown", names: note.signatures.map(({ name }) => name) }
}

async function verifies(key: KnownKey, text: Bytes, signature: Bytes): Promise<boolean | null> {
  try {
    const imported = await crypto.subtle.importKey("raw", key.bytes, "Ed25519", false, ["verify"])
    return await crypto.subtle.verify("Ed25519", imported, signature, text)
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return null
    return false
  }
}
