import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { Erased } from "@/lib/keys/vault"
import { proofOf } from "@/lib/ledger/proof"
import { type Entry, entryIn, receiptText } from "@/lib/receipts/receipt"

/** An entry of the ledger with what it commits to; `content` is null once the key it was sealed under is destroyed. */
export type HeldEntry = { entry: Entry; leaf: string; salt: string; content: string | null }

/** As the guards give it: see guard.my_receipts. */
export type HeldRow = { id: string; leaf: Buffer; salt: Buffer; payload: Buffer }

/** Opens entries about one person. */
export async function heldEntries(
  ctx: Ctx,
  subjectId: string,
  rows: readonly HeldRow[],
): Promise<HeldEntry[]> {
  const held: HeldEntry[] = []
  for (const { id, leaf, salt, payload } of rows) {
    const text = leaf.toString("utf8")
    const entry = entryIn(text)
    if (!entry) continue
    const content = await opened(ctx, subjectId, { id, payload })
    held.push({ entry, leaf: text, salt: salt.toString("hex"), content })
  }
  return held
}

async function opened(ctx: Ctx, subjectId: string, { id, payload }: Pick<HeldRow, "id" | "payload">) {
  try {
    const owner = { id: subjectId, purpose: "case" } as const
    return (await ctx.vault.open(owner, `ledger_payloads.payload|${id}`, payload)).toString()
  } catch (error) {
    if (error instanceof Erased) return null
    throw error
  }
}

/** The receipt of an entry as a file; null while no signed checkpoint stands over it. */
export async function receiptOf(
  { db }: Pick<Ctx, "db">,
  { entry, leaf, salt, content }: HeldEntry,
): Promise<{ text: string; index: number; note: string } | null> {
  const proof = await proofOf(db, entry.id)
  if (!proof) return null
  const { index, hashes, note } = proof
  const carried = { leaf, opened: content === null ? null : { salt, content } }
  return { text: receiptText(carried, { index, path: hashes, checkpoint: note }), index, note }
}

/** Which of these entries stand under a signed checkpoint. */
export async function provenOf({ db }: Pick<Ctx, "db">, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select e.id from ledger_entries e where e.id = any (${sql.param(ids)}::uuid[])
    and e.seq < (select max(size) from ledger_checkpoints)`)
  return new Set(rows.map(({ id }) => id))
}
