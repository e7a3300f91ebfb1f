import { type IncomingHttpHeaders, request } from "node:http"
import { portalUrl } from "./deployment"

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: string }

/** A request with exactly these headers and this target, as no browser and no client library would send it. */
export function rawRequest(
  method: string,
  target: string,
  headers: Record<string, string | string[]> = {},
  body: Buffer | string = "",
): Promise<RawAnswer> {
  const { hostname, port } = new URL(portalUrl())
  const length = Buffer.byteLength(body) > 0 ? { "content-length": String(Buffer.byteLength(body)) } : {}
  return new Promise((resolve, reject) => {
    // A connection of its own: what one request left unread on it would keep the next waiting.
    const own = { agent: false, hostname, port, method, path: target }
    const asked = request({ ...own, headers: { ...length, ...headers } })
    asked.on("response", (answer) => {
      const parts: Buffer[] = []
      answer.on("data", (part: Buffer) => parts.push(part))
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString(),
        }),
      )
    })
    asked.on("error", reject)
    asked.end(body)
  })
}
