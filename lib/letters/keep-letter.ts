import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import type { EntryChannel, Letter, SignedBy } from "@/lib/letters/letter"
import { letterHash } from "@/lib/letters/letter-text"
import type { RightCode } from "@/lib/policy/rights-schema"

/** A letter the person signs is named by its right, or `lift` where it ends a restriction. */
export type LetterKind =
  | RightCode
  | "lift"
  | "decision"
  | "answer"
  | "our_claim"
  | "handed_over"
  | "certificate"
  | "supplement"
  | "consent_ended"
  | "extension"
  | "reminder"
  | "lapse"
  | "lift_notice"
  | "release"

type Kept = {
  /** The letter's id, where it is given beforehand. */
  id?: string
  subjectId: string
  requestId: string | null
  partId: string | null
  kind: LetterKind
  letter: Letter
  registration: string
  editionId: string
  signed?: { method: SignedBy; intentId: string }
  /** What staff entered: a letter on paper has the person's own signature, of that day; other ways have none. */
  registered?: { channel: EntryChannel; receivedAt: Date }
}

/** SHA-256 of the letter's canonical text: what is shown, signed and stored is this. */
export function hashOfLetter(letter: Letter): Buffer {
  return Buffer.from(letterHash(letter), "hex")
}

/**
 * Stores a letter sealed under the person's case-file key, with its hash, and leaves a ledger entry. A signed letter
 * also gets the deployment's own mark over hash, person and time, so that a row made by hand in the database shows.
 */
export async function keepLetter(ctx: Ctx, kept: Kept): Promise<string> {
  const { id = randomUUID() } = kept
  const textHash = hashOfLetter(kept.letter)
  const owner = { id: kept.subjectId, purpose: "case" } as const
  const mark = (at: Date) =>
    ctx.vault.sign(Buffer.from(`${id}|${kept.subjectId}|${textHash.toString("hex")}|${at.toISOString()}`))
  const content = await ctx.vault.seal(owner, `letters.content|${id}`, JSON.stringify(kept.letter))
  const insert = ctx.db.insert(letters).values({
    id,
    subjectId: kept.subjectId,
    requestId: kept.requestId,
    partId: kept.partId,
    direction: kept.letter.direction === "incoming" ? "in" : "out",
    kind: kept.kind,
    language: kept.letter.language,
    registration: kept.registration,
    content,
    textHash,
    editionId: kept.editionId,
    ...signatureOf(ctx, kept, mark),
    createdAt: ctx.now,
  })
  const entry = record(
    ctx,
    kept.registered ? "letter.registered" : kept.signed ? "letter.signed" : "letter.sent",
    {
      subjectId: kept.subjectId,
      object: id,
      payload: { hash: textHash.toString("hex"), registration: kept.registration, kind: kept.kind },
    },
  )
  await atOnce([insert, entry])
  return id
}

function signatureOf(ctx: Ctx, { signed, registered }: Kept, mark: (at: Date) => Buffer) {
  if (registered?.channel === "paper")
    return { method: "paper", signedAt: registered.receivedAt, signature: mark(registered.receivedAt) }
  if (registered) return { method: "registered" }
  if (!signed) return {}
  return { method: signed.method, intentId: signed.intentId, signedAt: ctx.now, signature: mark(ctx.now) }
}

export type OpenedLetter = {
  id: string
  letter: Letter
  registration: string
  hash: string
  kind: string
  createdAt: Date
  signedAt: Date | null
}

/** A letter the actor may see, opened; null when there is none. */
export async function openLetter(ctx: Ctx, id: string): Promise<OpenedLetter | null> {
  const rows = await ctx.db.select().from(letters).where(eq(letters.id, id))
  const row = rows[0]
  if (!row) return null
  const plain = await ctx.vault.open(
    { id: row.subjectId, purpose: "case" },
    `letters.content|${id}`,
    row.content,
  )
  const { registration, kind, createdAt, signedAt } = row
  return {
    id,
    letter: JSON.parse(plain.toString()) as Letter,
    registration,
    hash: row.textHash.toString("hex"),
    kind,
    createdAt,
    signedAt,
  }
}
