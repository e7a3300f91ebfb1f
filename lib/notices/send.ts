import { eq, sql } from "drizzle-orm"
import { createTransport } from "nodemailer"
import { outbox } from "@/db/schema/notices"
import { asWorker, type House, type Locale } from "@/lib/context"
import { type Parameters, type Template, writeMessage } from "@/lib/notices/templates"

/** Where messages go. Without an address of its kind a message stays in the outbox as sent: the demo shows it there. */
export type Delivery = { smtpUrl: string | null; smsUrl: string | null; appUrl: string; organisation: string }

export type Opened = {
  to: string
  subject: string
  text: string
  sms: string
  channel: "email" | "sms"
  messageId: string
}

type Row = typeof outbox.$inferSelect

/** The message as it goes out: opened, written in its language, with absolute links. */
export async function openMessage(house: House, delivery: Delivery, row: Row): Promise<Opened> {
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
 * nothing is lost. Throws when the carrier refuses, so that the job is tried again.
 */
export async function sendNotice(house: House, delivery: Delivery, id: string): Promise<void> {
  const row = await asWorker(house, "send-notice", null, async (ctx) => {
    const rows = await ctx.db
      .update(outbox)
      .set({ state: "sending", attempts: sql`${outbox.attempts} + 1` })
      .where(sql`${outbox.id} = ${id} and ${outbox.state} <> 'sent'`)
      .returning()
    return rows[0]
  })
  if (!row) return
  await carry(delivery, await openMessage(house, delivery, row))
  await asWorker(house, "send-notice", null, (ctx) =>
    ctx.db.update(outbox).set({ state: "sent", sentAt: ctx.now }).where(eq(outbox.id, id)),
  )
}

async function carry(delivery: Delivery, message: Opened): Promise<void> {
  if (message.channel === "email" && delivery.smtpUrl) {
    const transport = createTransport(delivery.smtpUrl)
    await transport.sendMail({
      from: { name: delivery.organisation, address: `noreply@${new URL(delivery.appUrl).hostname}` },
      to: { name: "", address: message.to },
      subject: message.subject,
      text: message.text,
      messageId: `<${message.messageId}>`,
    })
  }
  if (message.channel === "sms" && delivery.smsUrl) {
    const answer = await fetch(delivery.smsUrl, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": message.messageId },
      body: JSON.stringify({ to: message.to, text: message.sms, ref: message.messageId }),
      signal: AbortSignal.timeout(15_000),
    })
    if (!answer.ok) throw new Error(`the SMS gateway answered ${answer.status}`)
  }
}
