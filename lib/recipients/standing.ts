import { asc, eq } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import type { Ctx } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import type { RecipientAct } from "@/lib/recipients/notice"

export type Channel = "email" | "webhook" | "post" | "hand"
export type Answer = "done" | "not_held" | "refused"

/** Where a notice to a recipient stands, without a word on whom it is about. */
export type Standing = {
  id: string
  recipient: string
  channel: Channel
  acts: RecipientAct[]
  dueOn: Day
  madeAt: Date
  toldAt: Date | null
  remindedAt: Date | null
  answeredAt: Date | null
  answer: Answer | null
}

/** `untold`: not yet, or it did not get there; `waiting`: told; `silent`: told, and its day went by without an answer. */
export type RecipientState = "untold" | "waiting" | "silent" | Answer

/** How a notice stands on a day. */
export const stateOf = (
  { toldAt, answer, dueOn }: Pick<Standing, "toldAt" | "answer" | "dueOn">,
  today: Day,
) => (answer ?? (toldAt ? (dueOn < today ? "silent" : "waiting") : "untold")) satisfies RecipientState

export const standingColumns = {
  id: recipientNotices.id,
  recipient: recipientNotices.recipient,
  channel: recipientNotices.channel,
  acts: recipientNotices.acts,
  dueOn: recipientNotices.dueOn,
  madeAt: recipientNotices.madeAt,
  toldAt: recipientNotices.toldAt,
  remindedAt: recipientNotices.remindedAt,
  answeredAt: recipientNotices.answeredAt,
  answer: recipientNotices.answer,
}

/** The row of `standingColumns` in its types; what else was read stays. */
export const standing = <R extends { channel: string; acts: unknown; answer: string | null }>(row: R) => ({
  ...row,
  channel: row.channel as Channel,
  acts: row.acts as RecipientAct[],
  answer: row.answer as Answer | null,
})

/** Whom the fulfilments of a part told, the earliest first. */
export async function noticesOfPart(ctx: Ctx, partId: string): Promise<Standing[]> {
  const rows = await ctx.db
    .select(standingColumns)
    .from(recipientNotices)
    .where(eq(recipientNotices.partId, partId))
    .orderBy(asc(recipientNotices.madeAt), asc(recipientNotices.recipient))
  return rows.map(standing)
}
