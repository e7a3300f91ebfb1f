import { createHmac, timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import type { Store } from "./store.fixture"
import { Refusal, VERBS } from "./verbs.fixture"

/*
 * A customer system that implements the source contract, written from the published document alone: nothing here is taken
 * from the portal's code.
 */

/** What the system does wrong, while it is switched on. */
export type Fault =
  | "never"
  | "cut"
  | "lost"
  | "unsigned"
  | "signed by another"
  | "of yesterday"
  | "of another question"
  | "huge"
  | "endless"
  | "no JSON"
  | "error inside"
  | "redirect"
  | "busy"
  | "full"
  | "forbidden"
  | "forbidden to change"

/** Changes an answer before it is signed. */
type Twist = (verb: string, answer: Record<string, unknown>) => Record<string, unknown>

export type Server = {
  url: string
  /** How often each verb was asked. */
  asked: string[]
  /** The longest question or answer so far, in bytes. */
  longest: number
  fault: Fault | null
  twist: Twist | null
  close(): Promise<void>
}

const LEFT_OUT = ["people", "touched", "rehearse"]

const keyOf = (secret: string) => Buffer.from(secret.replace("whsec_", ""), "base64")
const sign = (secret: string, id: string, timestamp: string, body: string): string =>
  `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`

const now = () => Math.floor(Date.now() / 1000)

function isSigned(secret: string, { headers }: IncomingMessage, body: string): boolean {
  const [id, timestamp, given] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    String(headers[name]),
  )
  if (Math.abs(now() - Number(timestamp)) > 300) return false
  const expected = Buffer.from(sign(secret, id ?? "", timestamp ?? "", body))
  return (given ?? "")
    .split(" ")
    .map((each) => Buffer.from(each))
    .some((each) => each.length === expected.length && timingSafeEqual(each, expected))
}

function* endless() {
  for (;;) yield Buffer.alloc(1_000_000, "9")
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString("utf8")
}

/** What is answered to one question: the status and the body. */
function answerTo(store: Store, id: string, path: string, body: string): [number, Record<string, unknown>] {
  const question = JSON.parse(body)
  const verb = path.slice(1)
  const say = LEFT_OUT.includes(verb) && !store.also.includes(verb) ? undefined : VERBS[verb]
  if (!say) return [404, { type: "about:blank", title: "No such verb", status: 404 }]
  // What it does not know it refuses, as whoever wrote it before there was more to know.
  if (question.after !== undefined && verb === "plan" && !store.also.includes("spans"))
    return [400, { type: "about:blank", title: "No such member", status: 400 }]
  if (question.contract !== "source/1" || question.ask !== verb)
    return [400, { type: "about:blank", title: "Another verb than its path", status: 400 }]
  try {
    return [200, { contract: "source/1", answer: verb, ...say(store, question, id) }]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [422, { type: error.message, title: "Refused", status: 422, at: error.at }]
  }
}

/** Opens the system on a port of its own. */
export async function openReference(store: Store, secret: string): Promise<Server> {
  const server: Server = {
    url: "",
    asked: [],
    longest: 0,
    fault: null,
    twist: null,
    close: async () => undefined,
  }
  const listener = createServer((request, response) => {
    // Whoever asked may be gone before all of the question came.
    serve(request, response).catch(() => response.destroy())
  })
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const body = await bodyOf(request)
    const path = request.url ?? ""
    server.asked.push(path.slice(1))
    const { fault } = server
    if (fault === "never") return
    if (!isSigned(secret, request, body)) return response.writeHead(401).end()
    if (fault === "redirect") return response.writeHead(307, { location: "http://127.0.0.1:1/" }).end()
    if (fault === "busy") return response.writeHead(429, { "retry-after": "1" }).end()
    if (fault === "full") return response.writeHead(507).end()
    if (fault === "forbidden" || (fault === "forbidden to change" && path === "/apply"))
      return response.writeHead(403).end()
    if (fault === "endless") return Readable.from(endless()).pipe(response)
    const id = String(request.headers["webhook-id"])
    const [status, plain] = answerTo(store, id, path, body)
    if (fault === "lost" && path === "/apply") return response.destroy()
    const twisted = server.twist && status === 200 ? server.twist(path.slice(1), plain) : plain
    const said = fault === "error inside" ? { error: { code: 500, message: "no" } } : twisted
    const text =
      fault === "huge" ? "9".repeat(17_000_000) : fault === "no JSON" ? "<html>" : JSON.stringify(said)
    const at = String(fault === "of yesterday" ? now() - 86_400 : now())
    const under = fault === "of another question" ? "q-other" : id
    const by = fault === "signed by another" ? `whsec_${Buffer.alloc(32, 1).toString("base64")}` : secret
    server.longest = Math.max(server.longest, body.length, text.length)
    response.writeHead(status, {
      "content-type": status === 200 ? "application/json" : "application/problem+json",
      "content-length": Buffer.byteLength(text),
      ...(fault === "unsigned"
        ? {}
        : { "webhook-id": under, "webhook-timestamp": at, "webhook-signature": sign(by, under, at, text) }),
    })
    if (fault !== "cut") return response.end(text)
    response.write(text.slice(0, text.length / 2), () => response.destroy())
  }
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve))
  const { port } = listener.address() as AddressInfo
  server.url = `http://127.0.0.1:${port}`
  server.close = () =>
    new Promise((resolve) => {
      listener.close(() => resolve())
      listener.closeAllConnections()
    })
  return server
}
