import { randomUUID } from "node:crypto"
import { isSignedBy, signatureOf } from "@/lib/signing/signature"
import { AnswerUnusable, SourceRefused, SourceSlow, SourceUnreachable } from "../failures"
import { type Answered, type Asked, answerOf, Misfit, VERSION, type Verb } from "./contract"

/** Asks one verb; `id` is given where the same question sent twice has to be known as the same. */
export type Ask = <V extends Verb>(verb: V, question: Asked<V>, id?: string) => Promise<Answered<V>>

/** A value the source's own fields cannot hold; `at` is its place in what was asked. */
export class ValueRefused extends SourceRefused {
  constructor(
    source: string,
    readonly at: number,
  ) {
    super(source, "cannot hold a new value")
  }
}

export type Client = {
  readonly source: string
  readonly url: string
  readonly secret: string
  readonly seconds: number
  /** The longest answer that is read, in bytes. */
  readonly largest?: number
}

/** How far an answer's time may lie from ours, in seconds: what is older is a replay. */
const WINDOW = 300
/** A change is of as many records as a person has: it may take so many times as long as a question. */
const CHANGE_TIMES = 10
const CHANGES: ReadonlySet<Verb> = new Set<Verb>(["apply", "rehearse"])
const LARGEST_BYTES = 16_000_000
/** For so long a source may ask at most to be left alone, in seconds. */
const LONGEST_PAUSE = 300
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])

/** What a status means in the codes of failures that staff are told by: no room, no right, no login. */
const FULL = "53100"
const DENIALS: Readonly<Record<number, string>> = { 401: "28000", 403: "42501" }

/**
 * Speaks the source contract to one address: questions signed, answers believed only where they are signed as well, under
 * the question's id. Throws SourceUnreachable, SourceSlow, SourceRefused, AnswerUnusable; none of them quotes an answer.
 */
export function openClient(client: Client): Ask {
  const { source, url } = client
  const base = URL.canParse(url) ? new URL(url) : null
  const isSafe = base?.protocol === "https:" || (base?.protocol === "http:" && LOOPBACK.has(base.hostname))
  if (!base || !isSafe) throw new SourceRefused(source, "has an address that is not https")
  let aloneUntil = 0
  return async (verb, question, id = `q-${randomUUID()}`) => {
    if (Date.now() < aloneUntil) throw new SourceUnreachable(source, "asked to be left alone for a while")
    const body = Buffer.from(JSON.stringify({ contract: VERSION, ask: verb, ...question }))
    const within = client.seconds * (CHANGES.has(verb) ? CHANGE_TIMES : 1)
    const to = `${base.href.replace(/\/$/, "")}/${verb}`
    const answer = await send(client, to, { id, body, within })
    if (answer.pause > 0) aloneUntil = Date.now() + Math.min(answer.pause, LONGEST_PAUSE) * 1000
    return open(client, verb, id, answer)
  }
}

type Answer = { status: number; headers: Headers; body: Buffer; pause: number }

type Question = { id: string; body: Buffer; within: number }

async function send(client: Client, to: string, { id, body, within }: Question): Promise<Answer> {
  const { source, secret } = client
  const timestamp = String(Math.floor(Date.now() / 1000))
  try {
    const response = await fetch(to, {
      method: "POST",
      body: new Uint8Array(body),
      redirect: "manual",
      signal: AbortSignal.timeout(within * 1000),
      headers: {
        "content-type": "application/json",
        "idempotency-key": id,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signatureOf(secret, { id, timestamp, body })}`,
      },
    })
    const { status, headers } = response
    const isPause = status === 429 || status === 503
    return {
      ...{ status, headers, body: await bytesOf(client, response) },
      pause: isPause ? pauseOf(headers.get("retry-after")) : 0,
    }
  } catch (error) {
    if (error instanceof SourceRefused) throw error
    if (error instanceof DOMException && error.name === "TimeoutError")
      throw new SourceSlow(source, "took too long")
    // Node's message names the address; what it was about is said by the source's name.
    if (error instanceof TypeError) throw new SourceUnreachable(source, "does not answer")
    throw error
  }
}

/** The body as far as it may go; what claims to be longer is not even begun. */
async function bytesOf(
  { source, largest = LARGEST_BYTES }: Client,
  { body, headers }: Response,
): Promise<Buffer> {
  if (Number(headers.get("content-length")) > largest) {
    await body?.cancel()
    throw new AnswerUnusable(source, "gave an answer that is too large")
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > largest) throw new AnswerUnusable(source, "gave an answer that is too large")
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function pauseOf(header: string | null): number {
  if (header === null) return 0
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : 0
}

function open<V extends Verb>(client: Client, verb: V, id: string, answer: Answer): Answered<V> {
  const { source } = client
  const { status } = answer
  const signed = status === 200 || status === 422
  if (!signed) throw failureOf(source, status)
  if (!isOfNow(client, id, answer))
    throw new AnswerUnusable(source, "gave an answer without a valid signature")
  const said = readJson(answer.body)
  if (status === 422) {
    const misfit = Misfit.safeParse(said)
    throw misfit.success ? new ValueRefused(source, misfit.data.at) : failureOf(source, status)
  }
  const parsed = answerOf(verb).safeParse(said)
  if (!parsed.success)
    throw new AnswerUnusable(source, `gave an answer that the contract does not know (${verb})`)
  // `answerOf` was made of this verb's own shape.
  return parsed.data as unknown as Answered<V>
}

function isOfNow({ secret }: Client, id: string, { headers, body }: Answer): boolean {
  const timestamp = headers.get("webhook-timestamp") ?? ""
  const age = Math.abs(Date.now() / 1000 - Number(timestamp))
  return (
    headers.get("webhook-id") === id &&
    age <= WINDOW &&
    isSignedBy(secret, { id, timestamp, body }, headers.get("webhook-signature") ?? "")
  )
}

function failureOf(source: string, status: number): SourceRefused | SourceUnreachable {
  if (status === 507) return new SourceUnreachable(source, "has no room left", FULL)
  if (status === 429 || status >= 500) return new SourceUnreachable(source, `answered with ${status}`)
  return new SourceRefused(source, `refused the question (${status})`, DENIALS[status])
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    return undefined
  }
}
