import { createTransport } from "nodemailer"
import type { Configuration } from "@/lib/configuration"
import type { Message } from "@/lib/notices/texts/shape"

/** Where messages go. In the demo, one without an address of its kind counts as sent and is shown in the outbox. */
export type Delivery = Pick<Configuration, "smtpUrl" | "smsUrl" | "appUrl" | "demo"> & {
  organisation: string
}

/** A message ready to leave. */
export type Addressed = Message & { to: string; channel: "email" | "sms"; messageId: string }

/** Brings messages to the carriers. Throws when one is not taken: `isRefused` says whether it ever will be. */
export type Carrier = { carry(message: Addressed): Promise<void>; close(): void }

/** How many connections to the mail server send at once. */
const CONNECTIONS = 4

/** `many`: connections to the mail server are kept for the next message until `close`. */
export function openCarrier(delivery: Delivery, { many = false }: { many?: boolean } = {}): Carrier {
  const { smtpUrl, smsUrl, demo } = delivery
  const limits = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 }
  const pool = { pool: true, maxConnections: CONNECTIONS, maxMessages: Number.POSITIVE_INFINITY } as const
  const mailer = smtpUrl
    ? many
      ? createTransport({ url: smtpUrl, ...limits, ...pool })
      : createTransport({ url: smtpUrl, ...limits })
    : null
  return {
    async carry(message) {
      if (message.channel === "email" && mailer) await mailer.sendMail(mailOf(delivery, message))
      else if (message.channel === "sms" && smsUrl) await text(smsUrl, message)
      else if (!demo) throw new NoCarrier()
    },
    close: () => mailer?.close(),
  }
}

/** There is no address to send messages of this kind through; outside the demo none is thrown away. */
class NoCarrier extends Error {
  readonly code = "no_carrier"
}

/** The gateway's answer, for which `error` in HTTP stands. */
class GatewayAnswered extends Error {
  constructor(readonly status: number) {
    super(`the SMS gateway answered ${status}`)
  }
}

/** The mail server's reply about this recipient or this message; one about us (a sign-in, our own address) is none. */
const replyOf = (error: unknown): number | null => {
  const { responseCode, command, code } = error as {
    responseCode?: unknown
    command?: unknown
    code?: unknown
  }
  return command === "RCPT TO" || code === "EMESSAGE" ? Number(responseCode) : null
}

/**
 * The carrier's answer that no further try will change: an address that is none (RFC 5321 §4.2.1, 5yz), or a message
 * the SMS gateway calls malformed.
 */
export const isRefused = (error: unknown): boolean =>
  error instanceof GatewayAnswered
    ? [400, 404, 410, 422].includes(error.status)
    : (replyOf(error) ?? 0) >= 500

/** The carrier takes messages and put off this one: 4yz. Anything else means that it takes none now. */
export const isPutOff = (error: unknown): boolean => {
  const reply = replyOf(error) ?? 0
  return reply >= 400 && reply < 500
}

/** A word for staff: never the text of the failure, which may hold an address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown"
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown }
  return String(responseCode ?? code ?? error.name)
}

const mailOf = ({ organisation, appUrl }: Delivery, message: Addressed) => ({
  from: { name: organisation, address: `noreply@${new URL(appUrl).hostname}` },
  to: { name: "", address: message.to },
  subject: message.subject,
  text: message.text,
  messageId: `<${message.messageId}>`,
  ...(message.attachment && {
    attachments: [{ filename: message.attachment.name, content: message.attachment.text }],
  }),
})

async function text(url: string, message: Addressed): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": message.messageId },
    body: JSON.stringify({ to: message.to, text: message.sms, ref: message.messageId }),
    signal: AbortSignal.timeout(15_000),
  })
  if (!answer.ok) throw new GatewayAnswered(answer.status)
}
