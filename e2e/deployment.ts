import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { embeddedUrl } from "@/db/embedded"
import { signatureOf } from "@/lib/signing/signature"

/** The files of the portal under test. */
export function home(): string {
  const { UKUK_E2E_HOME } = process.env
  if (!UKUK_E2E_HOME) throw new Error("UKUK_E2E_URL needs UKUK_E2E_HOME: the UKUK_HOME of that portal.")
  return UKUK_E2E_HOME
}

/** The address of the portal under test. */
export function portalUrl(): string {
  const { UKUK_E2E_URL } = process.env
  if (!UKUK_E2E_URL) throw new Error("No portal is running.")
  return UKUK_E2E_URL
}

type Row = Record<string, unknown>

/** A statement in a database of the server under test, as its administrator. */
export async function query<T extends Row = Row>(
  database: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const url = new URL(embeddedUrl(home()) ?? "")
  url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    return (await client.query<T>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** A statement in the lender's own database, as its administrator. */
export const lender = <T extends Row = Row>(text: string, values: unknown[] = []) =>
  query<T>("lender", text, values)

/** A statement in the portal's database, as its owner: to let time pass for a row. */
export const portal = <T extends Row = Row>(text: string, values: unknown[] = []) =>
  query<T>("ukuk", text, values)

/** The customer pays back what is owed, as the lender's own programs write it. */
export async function repayLoans(customerId: string): Promise<void> {
  await lender(readFileSync("db/lender/repay.sql", "utf8"), [customerId])
}

/** The lender's programs tell the portal that something of the customer changed, signed as its hook wants it. */
export async function tellChanged(customerId: string): Promise<void> {
  const { LENDER_WEBHOOK_SECRET } = JSON.parse(readFileSync(path.join(home(), "secrets.json"), "utf8"))
  const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1000))]
  const body = JSON.stringify({ customers: [customerId] })
  const signed = signatureOf(LENDER_WEBHOOK_SECRET, { id, timestamp, body: Buffer.from(body) })
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signed}`,
  }
  const answer = await fetch(`${portalUrl()}/api/hooks/lender`, { method: "POST", headers, body })
  if (answer.status !== 202) throw new Error(`The hook answered ${answer.status}.`)
}

/** Whether the portal may read the lender's database; taking the right away also cuts its connections. */
export async function letConnectorIn(may: boolean): Promise<void> {
  await lender(`alter role ukuk_connector ${may ? "login" : "nologin"}`)
  if (may) return
  await lender("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ukuk_connector'")
}

/** Whether anybody may connect to the portal's own database; closing it cuts every connection. */
export async function letPortalBeReached(may: boolean): Promise<void> {
  await query("postgres", `alter database ukuk with allow_connections ${may}`)
  if (may) return
  await query("postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'ukuk'")
}

type Message = {
  to: string
  subject: string
  text: string
  sms: string
  channel: "email" | "sms"
  at: string
}

/** The messages that would have gone out, newest first. */
async function messages(): Promise<Message[]> {
  const answer = await fetch(`${portalUrl()}/demo/outbox`, { headers: { accept: "application/json" } })
  if (!answer.ok) throw new Error(`The outbox answered ${answer.status}.`)
  return ((await answer.json()) as { messages: Message[] }).messages
}

/** The newest message to a phone or e-mail written after `since`, once it is there; `saying` must occur in it. */
export async function messageTo(to: string, since: Date, saying: string | RegExp = ""): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 250) {
    const found = (await messages())
      .filter((message) => message.to === to && new Date(message.at) >= since)
      .map(({ channel, sms, subject, text }) => (channel === "sms" ? sms : `${subject}\n${text}`))
      .find((text) => text.search(saying) >= 0)
    if (found !== undefined) return found
    await sleep(250)
  }
  throw new Error(`No message came to ${to}.`)
}

/** The six digits of the newest message to a phone or e-mail. */
export async function codeSentTo(to: string, since: Date): Promise<string> {
  const [code = ""] = /\b\d{6}\b/.exec(await messageTo(to, since, /\b\d{6}\b/)) ?? []
  return code
}
