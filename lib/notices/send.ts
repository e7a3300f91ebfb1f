import { and, eq, inArray, sql } from "drizzle-orm"
import { outbox } from "@/db/schema/notices"
import { asWorker, type House, type Locale } from "@/lib/context"
import { Erased } from "@/lib/keys/vault"
import { type Addressed, codeOf, type Delivery, isRefused, openCarrier } from "@/lib/notices/carry"
import { type Parameters, type Template, writeMessage } from "@/lib/notices/templates"

type Row = typeof outbox.$inferSelect

/** The message as it goes out: opened, written in its language, with absolute links. */
export async function openMessage(house: House, delivery: Delivery, row: Row): Promise<Addressed> {
  const owner = { id: row.keyOwner, purpose: "data" } as const
  const sealed = await house.vault.open(owner, `outbox.parameters|${row.id}`, row.parameters)
  const { path, ...parameters } = JSON.parse(sealed.toString()) as Omit<Parameters, "link"> & { path: string }
  const message = writeMessage(row.template as Template, row.language as Locale, {
    ...parameters,
    organisation: delivery.organisation,
    link: `${delivery.appUrl}${path}`,
    host: new URL(delivery.appUrl).host,
  })
  const to = (await house.vault.open(owner, `outbox.recipient|${row.id}`, row.recipient)).toString()
  return { ...message, to, channel: row.channel === "email" ? "email" : "sms", messageId: row.messageId }
}

/**
 * Sends one message of the outbox. A crash between sending and marking sends a second copy with the same Message-ID;
 * nothing is lost. Throws when the carrier fails, so that the job is tried again; a message refused for good, tried for
 * the last time, or sealed under a key that is gone is parked.
 */
export async function sendNotice(
  house: House,
  delivery: Delivery,
  id: string,
  { isLast = false }: { isLast?: boolean } = {},
): Promise<void> {
  const row = await asWorker(house, "send-notice", null, async (ctx) => {
    const rows = await ctx.db
      .update(outbox)
      .set({ state: "sending", attempts: sql`${outbox.attempts} + 1` })
      .where(and(eq(outbox.id, id), inArray(outbox.state, ["ready", "sending"])))
      .returning()
    return rows[0]
  })
  if (!row) return
  const keep = (set: Pick<Partial<Row>, "state" | "lastError" | "sentAt">) =>
    asWorker(house, "send-notice", null, (ctx) => ctx.db.update(outbox).set(set).where(eq(outbox.id, id)))
  const carrier = openCarrier(delivery)
  try {
    await carrier.carry(await openMessage(house, delivery, row))
  } catch (error) {
    const isOver = error instanceof Erased || isRefused(error)
    await keep({ state: isOver || isLast ? "parked" : "ready", lastError: codeOf(error) })
    if (isOver) return
    throw error
  } finally {
    carrier.close()
  }
  await keep({ state: "sent", sentAt: new Date(), lastError: null })
}
