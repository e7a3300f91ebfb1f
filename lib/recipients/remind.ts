import { and, eq, inArray, isNotNull, isNull, lte } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import type { OpenHouse } from "@/lib/house"
import { Erased } from "@/lib/keys/vault"
import { enqueueJob } from "@/lib/notices/enqueue"
import { type InForce, inForce } from "@/lib/policy/editions"
import { mailRecipient } from "@/lib/recipients/mail"
import { openNotice } from "@/lib/recipients/make-notices"
import { notifyOf } from "@/lib/recipients/send"

/** How many are reminded in one round, at most. */
const ROUND = 200

const isDue = (today: string) =>
  and(
    inArray(recipientNotices.channel, ["email", "webhook"]),
    isNotNull(recipientNotices.toldAt),
    isNull(recipientNotices.remindedAt),
    isNull(recipientNotices.answeredAt),
    lte(recipientNotices.remindOn, today),
  )

/**
 * Asks those once more who were told and have not answered by the day for it: the same notice by webhook, another e-mail
 * with the same link. Each in a transaction of its own, so a round that is killed goes on where it stood.
 */
export async function remindRecipients(house: OpenHouse): Promise<void> {
  const found = await asWorker(house, "remind-recipients", null, async (ctx) => {
    const held = await inForce(ctx.db)
    const today = dayIn(ctx.now, held.policy.organisation.timezone)
    const rows = await ctx.db
      .select({ id: recipientNotices.id })
      .from(recipientNotices)
      .where(isDue(today))
      .limit(ROUND)
    return { held, today, ids: rows.map(({ id }) => id) }
  })
  for (const id of found.ids)
    await asWorker(house, "remind-recipients", null, (ctx) => remind(ctx, found.held, found.today, id))
}

async function remind(
  ctx: Ctx<SystemActor>,
  { policy }: Pick<InForce, "policy">,
  today: string,
  id: string,
): Promise<void> {
  const [row] = await ctx.db
    .update(recipientNotices)
    .set({ remindedAt: ctx.now })
    .where(and(eq(recipientNotices.id, id), isDue(today)))
    .returning()
  if (!row) return
  const notify = notifyOf(policy, row.recipient)
  if (row.channel === "webhook")
    await enqueueJob(ctx, "tell-recipient", { notice: id }, `tell-recipient:${id}`)
  if (row.channel !== "email" || notify?.channel !== "email") return
  const notice = await openNotice(ctx, row).catch((error: unknown) => {
    if (error instanceof Erased) return null
    throw error
  })
  if (notice) await mailRecipient(ctx, "recipient_reminder", notify, notice)
}
