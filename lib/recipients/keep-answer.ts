import { eq } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import type { Ctx } from "@/lib/context"
import { canonical, record } from "@/lib/ledger/record"
import type { Answer } from "@/lib/recipients/standing"

/** `as`: what is kept of it, sealed: the acknowledgement as it came, or the words of whoever entered it. */
export type Answered = { answer: Answer; ground: string | null; as: unknown }

/**
 * Keeps what a recipient answered, once. Returns when it was answered, also when the same came before; null when
 * something else did. Who answers has the notice, so it was told.
 */
export async function keepAnswer(
  ctx: Ctx,
  id: string,
  { answer, ground, as }: Answered,
): Promise<Date | null> {
  const [row] = await ctx.db.select().from(recipientNotices).where(eq(recipientNotices.id, id)).for("update")
  if (!row) return null
  // Keyed, since a ground is somebody's words.
  const hash = ctx.vault.hash("recipient_answer", canonical({ id, answer, ground }))
  if (row.answeredAt) return row.answerHash?.equals(hash) ? row.answeredAt : null
  const { subjectId, recipient } = row
  const cell = await ctx.vault.seal(
    { id: subjectId, purpose: "case" },
    `recipient_notices.answer|${id}`,
    JSON.stringify(as),
  )
  const told = row.toldAt ? {} : { toldAt: ctx.now }
  const by = ctx.actor.kind === "staff" ? { answerBy: ctx.actor.accountId } : { answerHash: hash }
  await ctx.db
    .update(recipientNotices)
    .set({ answeredAt: ctx.now, answer, answerCell: cell, ...told, ...by })
    .where(eq(recipientNotices.id, id))
  await record(ctx, "recipient.answered", { subjectId, object: id, payload: { recipient, answer } })
  return ctx.now
}
