import "server-only"
import { isOutage } from "@/app/_server/explain"
import { TooMany } from "@/lib/errors"
import { type Delivery, HookRefused } from "@/lib/hooks/receive"
import type { OpenHouse } from "@/lib/house"
import { log, logFault } from "@/lib/log"
import { addressFrom, placeOf } from "@/lib/people/address"

const MOST_BYTES = 64 * 1024

/** An answer for machines (RFC 9457). */
const problem = (status: number, title: string, headers: Record<string, string> = {}): Response =>
  Response.json(
    { type: "about:blank", status, title },
    {
      status,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    },
  )

/** The body's bytes; null when it is longer than 64 kB, of which no more is read. */
async function bodyOf(request: Request): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > MOST_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

type Receive = (house: OpenHouse, delivery: Delivery) => Promise<unknown>

/**
 * Answers what others tell: 202 once taken, or 200 with what there is to say of it; a problem as JSON when not. Never says
 * whom it knows.
 */
export async function hookResponse(
  house: OpenHouse,
  receive: Receive,
  source: string,
  request: Request,
): Promise<Response> {
  const body = await bodyOf(request)
  if (!body) return problem(413, "The body is longer than 64 kB.")
  const header = (name: string) => request.headers.get(name) ?? ""
  try {
    const receipt = await receive(house, {
      source,
      body,
      id: header("webhook-id"),
      timestamp: header("webhook-timestamp"),
      signature: header("webhook-signature"),
      from: placeOf(addressFrom(header("x-forwarded-for"), house.configuration.trustedProxies ?? 1)),
    })
    const headers = { "cache-control": "no-store" }
    if (receipt) return Response.json(receipt, { headers })
    return Response.json({ status: "accepted" }, { status: 202, headers })
  } catch (error) {
    return refusal(error)
  }
}

function refusal(error: unknown): Response {
  if (error instanceof HookRefused) {
    log("hook.refused", { status: error.status })
    return problem(error.status, error.message)
  }
  if (error instanceof TooMany)
    return problem(429, "Too many deliveries.", { "retry-after": String(error.seconds) })
  logFault("hook", error)
  return isOutage(error)
    ? problem(503, "The portal does not answer now.", { "retry-after": "30" })
    : problem(500, "Something went wrong here.")
}
