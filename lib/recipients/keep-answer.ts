import { and, eq, isNull } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import type { Ctx } from "@/lib/context"
import { canonical, record } from "@/lib/ledger/record"
import type { Answer } from "@/lib/recipients/standing"

/** `as`: what is kept of it, sealed: the acknowledgement as it came, or the words of whoever entered it. */
export type Answered = { answer: Answer; ground: string | null; as: unknown }

const answerPlace = (id: string) => `recipient_notices.answer|${id}`

/** Why recipients of a part refused, in their own words, by the notice; what staff entered of it is on the thread. */
export async function refusalsOf(ctx: Ctx, partId: string): Promise<Map<string, string>> {
  const rows = await ctx.db
    .select({
      id: recipientNotices.id,
      subjectId: recipientNotices.subjectId,
      cell: recipientNotices.answerCell,
    })
    .from(recipientNotices)
    .where(
      and(
        eq(recipientNotices.partId, partId),
        eq(recipientNotices.answer, "refused"),
        isNull(recipientNotices.answerBy),
      ),
    )
  const grounds = new Map<string, string>()
  for (const { id, subjectId, cell } of rows) {
    if (!cell) continue
    const plain = await ctx.vault.open({ id: subjectId, purpose: "case" }, answerPlace(id), cell)
    grounds.set(id, (JSON.parse(plain.toString()) as { ground: string }).ground)
  }
  return grounds
}

/**
 * Keeps what a recipient answered, once; `at` is given where that is entered later. Returns when it was answered, also
 * when the same came before; null when something else did. Who answers has the notice, so it was told.
 */
export async function keepAnswer(
  ctx: Ctx,
  id: string,
  { answer, ground, as }: Answered,
  at = ctx.now,
): Promise<Date | null> {
  const [row] = await ctx.db.select().from(recipientNotices).where(eq(recipientNotices.id, id)).for("update")
  if (!row) return null
  // Keyed, since a ground is somebody's words.
  const hash = ctx.vault.hash("recipient_answer", canonical({ id, answer, ground }))
  if (row.answeredAt) return row.answerHash?.equals(hash) ? row.answeredAt : null
  const { subjectId, recipient } = row
  const cell = await ctx.vault.seal({ id: subjectId, purpose: "case" }, answerPlace(id), JSON.stringify(as))
  const told = row.toldAt ? {} : { toldAt: ctx.now }
  const by = ctx.actor.kind === "staff" ? { answerBy: ctx.actor.accountId } : { answerHash: hash }
  await ctx.db
    .update(recipientNotices)
    .set({ answeredAt: at, answer, answerCell: cell, ...told, ...by })
    .where(eq(recipientNotices.id, id))
  await record(ctx, "recipient.answered", { subjectId, object: id, payload: { recipient, answer } })
  return at
}
