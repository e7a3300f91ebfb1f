import { createHmac, createPublicKey, type JsonWebKey, timingSafeEqual, verify } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage, type Server } from "node:http"
import type { AddressInfo } from "node:net"

/*
 * A recipient's system, written from /api/v1/openapi.json alone: nothing here is taken from the portal's code.
 */

export type Notice = { id: string; signature: string; key: string; acknowledge: string } & Record<
  string,
  unknown
>
type Answer = { state: "done" | "not_held" | "refused"; ground?: string }
export type Acknowledged = { status: number; body: Record<string, unknown> }

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** RFC 8785 for what a notice holds: objects, arrays, strings and null. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`
}

/** A server that answers each notice with `answer`, or, where that is null, takes it and stays silent. */
export class Recipient {
  readonly got: { id: string; notice: Notice }[] = []
  readonly acknowledged: Acknowledged[] = []
  /** What the server answers to the next notices. */
  takes = 200
  private readonly server: Server

  private constructor(
    private readonly secret: string,
    private readonly portal: string,
    private readonly answer: Answer | null,
  ) {
    this.server = createServer(async (request, response) => {
      const body = await bytesOf(request)
      const [id, at, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
        String(request.headers[name]),
      )
      const expected = Buffer.from(`v1,${this.sign(`${id}.${at}.`, body)}`)
      const given = Buffer.from(signature ?? "")
      const notice = JSON.parse(body.toString()) as Notice
      const trusted =
        given.length === expected.length &&
        timingSafeEqual(given, expected) &&
        id === notice.id &&
        (await this.isSigned(notice))
      if (!trusted) return response.writeHead(401).end()
      this.got.push({ id: notice.id, notice })
      response.writeHead(this.takes).end()
      if (this.answer && this.takes === 200)
        this.acknowledged.push(await this.acknowledge(notice, this.answer))
    })
  }

  static async open(secret: string, portal: string, answer: Answer | null): Promise<Recipient> {
    const recipient = new Recipient(secret, portal, answer)
    recipient.server.listen(0, "127.0.0.1")
    await once(recipient.server, "listening")
    return recipient
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/notices`
  }

  private sign(head: string, body: Buffer): string {
    const key = Buffer.from(this.secret.replace("whsec_", ""), "base64")
    return createHmac("sha256", key).update(head).update(body).digest("base64")
  }

  private async isSigned({ signature, ...notice }: Notice): Promise<boolean> {
    const { keys } = (await (await fetch(`${this.portal}/api/v1/keys`)).json()) as {
      keys: (JsonWebKey & { kid: string })[]
    }
    const key = keys.find(({ kid }) => kid === notice.key)
    if (!key) return false
    const bytes = Buffer.from(canonical(notice))
    return verify(null, bytes, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url"))
  }

  /** Says what became of a notice, as the contract has it. */
  async acknowledge(notice: Notice, answer: Answer): Promise<Acknowledged> {
    const body = Buffer.from(JSON.stringify({ notice, ...answer, at: new Date().toISOString() }))
    const [id, at] = [`ack-${Math.random().toString(36).slice(2)}`, String(Math.floor(Date.now() / 1000))]
    const response = await fetch(notice.acknowledge, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": at,
        "webhook-signature": `v1,${this.sign(`${id}.${at}.`, body)}`,
      },
      body,
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, "close")
  }
}
