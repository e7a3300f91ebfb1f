import { type Bytes, fromHex, sha256, textOf, utf8 } from "@/lib/receipts/bytes"
import { proofText } from "@/lib/receipts/tlog-proof"
import { Unreadable } from "@/lib/receipts/unreadable"

/**
 * What a receipt carries beside the proof: the entry's bytes, and, where the person may see it, the salt and the content
 * the entry commits to.
 */
export type Carried = { leaf: string; opened: { salt: Bytes; content: string } | null }

const KEYS = ["content", "leaf", "salt"]

/** As it stands in the `extra` line: one way of writing it, so that any other byte is an error. */
export const carriedText = ({
  leaf,
  opened,
}: {
  leaf: string
  opened: { salt: string; content: string } | null
}) => JSON.stringify(opened ? { content: opened.content, leaf, salt: opened.salt } : { leaf })

/** Reads what a receipt carries. Throws Unreadable. */
export function readCarried(extra: Bytes | null): Carried {
  const text = extra && textOf(extra)
  const read = text ? json(text) : null
  if (!isRecord(read) || Object.keys(read).some((key) => !KEYS.includes(key))) throw new Unreadable("content")
  const { leaf, salt, content } = read
  if (typeof leaf !== "string") throw new Unreadable("content")
  if (salt === undefined && content === undefined && carriedText({ leaf, opened: null }) === text)
    return { leaf, opened: null }
  const bytes = typeof salt === "string" ? fromHex(salt) : null
  if (bytes?.length !== 32 || typeof salt !== "string" || typeof content !== "string")
    throw new Unreadable("content")
  if (carriedText({ leaf, opened: { salt, content } }) !== text) throw new Unreadable("content")
  return { leaf, opened: { salt: bytes, content } }
}

/** An entry of the ledger, as its bytes say. */
export type Entry = {
  id: string
  at: string
  act: string
  actor: string
  subject: string | null
  object: string
  commit: string
}

/** The entry of a leaf; null where the bytes are none. */
export function entryIn(leaf: string): Entry | null {
  const read = json(leaf)
  if (!isRecord(read)) return null
  const { id, at, act, actor, subject = null, object, commit } = read
  const isText = (value: unknown): value is string => typeof value === "string"
  if (!isText(id) || !isText(at) || !isText(act) || !isText(actor) || !isText(object) || !isText(commit))
    return null
  return { id, at, act, actor, subject: isText(subject) ? subject : null, object, commit }
}

/** Whether the content is what the entry was committed to when it was written. */
export async function isCommitted(entry: Entry, { salt, content }: { salt: Bytes; content: string }) {
  const hash = await sha256(salt, utf8(content))
  return fromHex(entry.commit)?.every((byte, i) => byte === hash[i]) === true && entry.commit.length === 64
}

/** The receipt's file: the proof with what it carries. */
export const receiptText = (
  carried: Parameters<typeof carriedText>[0],
  proof: { index: number; path: readonly Uint8Array[]; checkpoint: string },
): string => proofText({ ...proof, extra: utf8(carriedText(carried)) })

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
