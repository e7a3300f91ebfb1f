import { areSame, textOf, utf8 } from "@/lib/receipts/bytes"
import { leafHash, rootAbove } from "@/lib/receipts/merkle"
import { type Entry, entryIn, isCommitted, readCarried } from "@/lib/receipts/receipt"
import { type KnownKey, type SignedBy, signedBy } from "@/lib/receipts/signed-note"
import { readProof, type TlogProof } from "@/lib/receipts/tlog-proof"
import { type Piece, Unreadable } from "@/lib/receipts/unreadable"

/** What does not hold of a receipt. */
export type Fault =
  /** The file, or this piece of it, is not written as a receipt is. */
  | { is: "unreadable"; piece: Piece }
  /** The content is not what the entry commits to. */
  | { is: "content" }
  /** Entry, place and path do not lead to the root the checkpoint names. */
  | { is: "not_in_tree" }
  | { is: "unknown_signer"; names: readonly string[] }
  | { is: "false_signature"; name: string }
  /** Signed by a known key, for a log of another name. */
  | { is: "other_log"; origin: string }
  /** Signatures cannot be checked where this runs. */
  | { is: "signature_unchecked" }

/** What a receipt says, and whether all of it holds. What it says is believed only if it does. */
export type Verdict = {
  holds: boolean
  faults: readonly Fault[]
  entry: Entry | null
  /** What the entry commits to; null where the receipt does not open it. */
  content: string | null
  tree: { origin: string; size: number; index: number } | null
  /** The key that signed; null unless it is a known one. */
  key: KnownKey | null
}

/** Checks the bytes of a `.tlog-proof` receipt against keys the reader believes. Never throws. */
export async function checkReceipt(file: Uint8Array, keys: readonly KnownKey[]): Promise<Verdict> {
  try {
    const text = textOf(file)
    if (text === null) throw new Unreadable("head")
    return await checkProof(readProof(text), keys)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return unreadable(error.piece)
  }
}

const unreadable = (piece: Piece): Verdict => ({
  holds: false,
  faults: [{ is: "unreadable", piece }],
  entry: null,
  content: null,
  tree: null,
  key: null,
})

async function checkProof(proof: TlogProof, keys: readonly KnownKey[]): Promise<Verdict> {
  const { leaf, opened } = readCarried(proof.extra)
  const { index, path, checkpoint } = proof
  const { origin, size } = checkpoint
  const entry = entryIn(leaf)
  const root = await rootAbove({ index, size }, await leafHash(utf8(leaf)), path)
  const signer = await signedBy(proof.note, keys)
  const faults: Fault[] = [
    ...(entry ? [] : [{ is: "unreadable" as const, piece: "content" as const }]),
    ...(entry && opened && !(await isCommitted(entry, opened)) ? [{ is: "content" as const }] : []),
    ...(root && areSame(root, checkpoint.root) ? [] : [{ is: "not_in_tree" as const }]),
    ...signerFaults(signer, origin),
  ]
  return {
    holds: faults.length === 0,
    faults,
    entry,
    content: opened?.content ?? null,
    tree: { origin, size, index },
    key: signer.is === "known" ? signer.key : null,
  }
}

function signerFaults(signer: SignedBy, origin: string): Fault[] {
  switch (signer.is) {
    case "known":
      return signer.key.name === origin ? [] : [{ is: "other_log", origin }]
    case "unknown":
      return [{ is: "unknown_signer", names: signer.names }]
    case "false":
      return [{ is: "false_signature", name: signer.name }]
    case "unchecked":
      return [{ is: "signature_unchecked" }]
  }
}
