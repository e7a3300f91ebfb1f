import { createHash } from "node:crypto"
import { portalUrl } from "../deployment"
import type { Outcome } from "./rules"

/**
 * `exactly`: what of the answer its reader could tell two apart by. Of a page that leads elsewhere that is where: its own
 * bytes, which nobody is shown, come in no fixed order.
 */
export type Answer = { outcome: Outcome | string; exactly: string; body: string }

const ways: Readonly<Record<string, Outcome>> = {
  "/": "back",
  "/sign-in": "sign in",
  "/missing": "missing",
  "/cabinet": "cabinet",
  "/admin": "admin",
  "/cabinet/acting": "acting",
  "/cabinet/number": "number",
  "/cabinet/not-open": "not open",
}

const places: Readonly<Record<string, RegExp>> = {
  request: /^\/cabinet\/requests\/\d{4}-\d{6}$/,
  person: /^\/admin\/people\/[\w-]{36}$/,
}

const statuses: Readonly<Record<number, Outcome>> = {
  200: "opens",
  401: "unknown",
  403: "forbidden",
  404: "missing",
  405: "other method",
}

/** What a GET with this cookie gets; nothing is followed. */
export async function answerAt(address: string, cookie: string): Promise<Answer> {
  const answer = await fetch(portalUrl() + address, { headers: { cookie }, redirect: "manual" })
  const body = await answer.text()
  const location = answer.headers.get("location")
  const way = location && new URL(location, portalUrl()).pathname
  const outcome = way
    ? (ways[way] ?? Object.keys(places).find((place) => places[place]?.test(way)) ?? `leads to ${way}`)
    : (statuses[answer.status] ?? String(answer.status))
  const shown = location ?? createHash("sha256").update(body).digest("hex")
  return { outcome, body, exactly: `${answer.status} ${answer.headers.get("content-type")} ${shown}` }
}
