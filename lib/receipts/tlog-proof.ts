import { type Bytes, base64Of, fromBase64 } from "@/lib/receipts/bytes"
import { readNote, type SignedNote } from "@/lib/receipts/signed-note"
import { Unreadable } from "@/lib/receipts/unreadable"

const HEAD = "c2sp.org/tlog-proof@v1"
const HASH = 32
/** A path of this length leads through more entries than can be counted. */
const LONGEST_PATH = 64

/** What a signed checkpoint says of a log (C2SP tlog-checkpoint). */
export type Checkpoint = { origin: string; size: number; root: Bytes }

/** A proof that an entry is in a log, read and not checked (C2SP tlog-proof). */
export type TlogProof = {
  extra: Bytes | null
  index: number
  path: readonly Bytes[]
  note: SignedNote
  checkpoint: Checkpoint
}

/** Reads a `.tlog-proof`. Throws Unreadable with the piece that is not as it should be. */
export function readProof(file: string): TlogProof {
  const end = file.indexOf("\n\n")
  const [head, ...lines] = file.slice(0, Math.max(end, 0)).split("\n")
  if (head !== HEAD) throw new Unreadable("head")
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift()?.slice(6) ?? "") : undefined
  if (extra === null) throw new Unreadable("content")
  const index = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? "")?.[1]
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw new Unreadable("index")
  const note = readNote(file.slice(end + 2))
  return {
    extra: extra ?? null,
    index: Number(index),
    path: readPath(lines),
    note,
    checkpoint: readCheckpoint(note.text),
  }
}

function readPath(lines: readonly string[]): Bytes[] {
  if (lines.length > LONGEST_PATH) throw new Unreadable("path")
  return lines.map((line) => {
    const hash = fromBase64(line)
    if (hash?.length !== HASH) throw new Unreadable("path")
    return hash
  })
}

/** What the text of a checkpoint says. Throws Unreadable where it is none. */
export function readCheckpoint(text: string): Checkpoint {
  const [origin, size = "", base64 = ""] = text.split("\n")
  const root = fromBase64(base64)
  if (!origin || !/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size)) || root?.length !== HASH)
    throw new Unreadable("checkpoint")
  return { origin, size: Number(size), root }
}

type Written = { extra: Uint8Array | null; index: number; path: readonly Uint8Array[]; checkpoint: string }

/** A `.tlog-proof`; `checkpoint` is the signed note as it was published. */
export const proofText = ({ extra, index, path, checkpoint }: Written): string =>
  [
    HEAD,
    ...(extra ? [`extra ${base64Of(extra)}`] : []),
    `index ${index}`,
    ...path.map((hash) => base64Of(hash)),
    "",
    checkpoint,
  ].join("\n")
