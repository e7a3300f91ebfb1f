import { sql } from "drizzle-orm"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotAllowedNow, NotFound } from "@/lib/errors"
import { proofOf } from "@/lib/ledger/proof"
import { may } from "@/lib/permissions"
import { type Entry, entryIn, receiptText } from "@/lib/receipts/receipt"

export type FoundEntry = { entry: Entry; leaf: string; place: number | null }

/** An entry by its id, as its bytes say: random references and a commitment. Throws Forbidden and NotFound. */
export async function findEntry(ctx: Ctx<StaffActor>, id: string): Promise<FoundEntry> {
  if (!may(ctx.actor, "ledger.read")) throw new Forbidden()
  const { rows } = await ctx.db.execute<{ seq: string | null; leaf: Buffer }>(
    sql`select seq, leaf from guard.ledger_entry(${id})`,
  )
  const leaf = rows[0]?.leaf.toString("utf8") ?? ""
  const entry = entryIn(leaf)
  if (!entry) throw new NotFound()
  const seq = rows[0]?.seq ?? null
  return { entry, leaf, place: seq === null ? null : Number(seq) }
}

/**
 * The proof that an entry is in the ledger, without what it commits to. Throws NotAllowedNow while no checkpoint stands over
 * it.
 */
export async function entryProof(ctx: Ctx<StaffActor>, id: string): Promise<{ name: string; text: string }> {
  const { leaf, place } = await findEntry(ctx, id)
  const proof = await proofOf(ctx.db, id)
  if (!proof || place === null) throw new NotAllowedNow()
  const { index, hashes, note } = proof
  return {
    name: `entry-${place + 1}.tlog-proof`,
    text: receiptText({ leaf, opened: null }, { index, path: hashes, checkpoint: note }),
  }
}
