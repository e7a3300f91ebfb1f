import { areSame, type Bytes, fromBase64 } from "@/lib/receipts/bytes"
import { isContinued } from "@/lib/receipts/merkle"
import { type KnownKey, readNote, type SignedNote, signedBy } from "@/lib/receipts/signed-note"
import { type Checkpoint, readCheckpoint } from "@/lib/receipts/tlog-proof"
import { Unreadable } from "@/lib/receipts/unreadable"

/** Why two checkpoints say nothing of each other. */
export type Unsaid =
  /** The one given first or second is not written as a checkpoint is. */
  | { is: "unreadable"; which: 1 | 2 }
  | { is: "unknown_signer" | "false_signature"; which: 1 | 2 }
  | { is: "signature_unchecked" }
  | { is: "other_log"; origins: readonly [string, string] }
  /** Nobody gave the hashes between them. */
  | { is: "no_proof" }

/** What two signed checkpoints say of the ledger between them. */
export type Comparison =
  | { is: "grew"; from: Checkpoint; to: Checkpoint }
  | { is: "same"; from: Checkpoint; to: Checkpoint }
  /** Both are signed, and the later does not go on from the earlier. */
  | { is: "rewritten"; from: Checkpoint; to: Checkpoint }
  | { is: "unsaid"; why: Unsaid }

/** Gives the hashes between two sizes, in base64, one a line; null where there are none to be had. */
export type AskProof = (from: number, to: number) => Promise<string | null>

type Signed = { checkpoint: Checkpoint }

/**
 * Compares two checkpoints, whichever is the later, by keys the reader believes. The hashes may come from anybody: whether
 * they lead from one root to the other is checked here. Never throws, unless `ask` does.
 */
export async function compareCheckpoints(
  texts: readonly [string, string],
  keys: readonly KnownKey[],
  ask: AskProof,
): Promise<Comparison> {
  const [first, second] = [await signed(texts[0], 1, keys), await signed(texts[1], 2, keys)]
  for (const one of [first, second]) if ("is" in one) return { is: "unsaid", why: one }
  const both = [first, second].flatMap((one) => ("checkpoint" in one ? [one.checkpoint] : []))
  const [from, to] = both.sort((a, b) => a.size - b.size)
  if (!from || !to) throw new Error("two checkpoints are compared")
  if (from.origin !== to.origin)
    return { is: "unsaid", why: { is: "other_log", origins: [from.origin, to.origin] } }
  if (from.size === to.size) return { is: areSame(from.root, to.root) ? "same" : "rewritten", from, to }
  const hashes = hashesIn(await ask(from.size, to.size))
  if (!hashes) return { is: "unsaid", why: { is: "no_proof" } }
  return { is: (await isContinued(from, to, hashes)) ? "grew" : "rewritten", from, to }
}

/** The checkpoint in a text: alone, or at the end of a receipt. */
export function checkpointIn(text: string): string {
  const plain = text.replaceAll("\r\n", "\n").trim()
  const begin = plain.startsWith("c2sp.org/tlog-proof@v1") ? plain.indexOf("\n\n") + 2 : 0
  return `${plain.slice(begin)}\n`
}

async function signed(text: string, which: 1 | 2, keys: readonly KnownKey[]): Promise<Signed | Unsaid> {
  let note: SignedNote
  let checkpoint: Checkpoint
  try {
    note = readNote(checkpointIn(text))
    checkpoint = readCheckpoint(note.text)
  } catch (error) {
    if (error instanceof Unreadable) return { is: "unreadable", which }
    throw error
  }
  const signer = await signedBy(note, keys)
  if (signer.is === "unchecked") return { is: "signature_unchecked" }
  if (signer.is === "false") return { is: "false_signature", which }
  if (signer.is === "unknown" || signer.key.name !== checkpoint.origin) return { is: "unknown_signer", which }
  return { checkpoint }
}

/** The hashes of an answer as `/ledger/consistency` gives it: after a first line, until an empty one. */
function hashesIn(answer: string | null): Bytes[] | null {
  const [head, ...lines] = (answer ?? "").split("\n")
  const end = lines.indexOf("")
  if (!head?.startsWith("old ") || end < 0) return null
  const hashes = lines.slice(0, end).map((line) => fromBase64(line))
  return hashes.every((hash): hash is Bytes => hash?.length === 32) ? hashes : null
}
