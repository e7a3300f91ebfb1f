import { and, eq, inArray, sql } from "drizzle-orm"
import { createTransport } from "nodemailer"
import { outbox } from "@/db/schema/notices"
import type { Configuration } from "@/lib/configuration"
import { asWorker, type House, type Locale } from "@/lib/context"
import { Erased } from "@/lib/keys/vault"
import { type Parameters, type Template, writeMessage } from "@/lib/notices/templates"

/** Where messages go. In the demo, one without an address of its kind counts as sent and is shown in the outbox. */
export type Delivery = Pick<Configuration, "smtpUrl" | "smsUrl" | "appUrl" | "demo"> & {
  organisation: string
}

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
  try {
    await carry(delivery, await openMessage(house, delivery, row))
  } catch (error) {
    const isOver = error instanceof Erased || isRefused(error)
    await keep({ state: isOver || isLast ? "parked" : "ready", lastError: codeOf(error) })
    if (isOver) return
    throw error
  }
  await keep({ state: "sent", sentAt: new Date(), lastError: null })
}

/** The carrier's answer that no further try will change: an address that is none (RFC 5321 §4.2.1, 5yz). */
const isRefused = (error: unknown): boolean =>
  error instanceof Error && "responseCode" in error && Number(error.responseCode) >= 500

/** A word for staff: never the text of the failure, which may hold an address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown"
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown }
  return String(responseCode ?? code ?? error.name)
}

async function carry(delivery: Delivery, message: Opened): Promise<void> {
  const url = message.channel === "email" ? delivery.smtpUrl : delivery.smsUrl
  if (url) return message.channel === "email" ? mail(url, delivery, message) : text(url, message)
  if (!delivery.demo) throw new NoCarrier()
}

/** There is no address to send messages of this kind through; outside the demo none is thrown away. */
class NoCarrier extends Error {
  readonly code = "no_carrier"
}

async function mail(url: string, { organisation, appUrl }: Delivery, message: Opened): Promise<void> {
  const limits = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 }
  await createTransport({ url, ...limits }).sendMail({
    from: { name: organisation, address: `noreply@${new URL(appUrl).hostname}` },
    to: { name: "", address: message.to },
    subject: message.subject,
    text: message.text,
    messageId: `<${message.messageId}>`,
  })
}

async function text(url: string, message: Opened): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": message.messageId },
    body: JSON.stringify({ to: message.to, text: message.sms, ref: message.messageId }),
    signal: AbortSignal.timeout(15_000),
  })
  if (!answer.ok) throw new Error(`the SMS gateway answered ${answer.status}`)
}
