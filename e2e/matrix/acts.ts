import { readFileSync } from "node:fs"
import { locales } from "@/lib/format/locale"
import { portalUrl } from "../deployment"
import type { Outcome } from "./rules"

/** A form's action as the build knows it: by its id whoever has seen any page of it may send to it. */
export type Act = { name: string; id: string; page: string }

type Manifest = {
  node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }>
}

/** Every action of the product, from the build that is under test. */
export function actsOf(): Act[] {
  const { node } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as Manifest
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => ({
    id,
    name: `${filename.replace(/^app\/(\(\w+\)\/)?|\/?actions\.ts$/g, "")}#${exportedName.replace(/Action$/, "")}`,
    page: Object.keys(workers).sort()[0] ?? "",
  }))
}

/** Nothing can hold such text, so no verb runs; it is said after the look at who sends it, and before any other. */
const UNSTORABLE = "a\0b"

const forbidden = locales.map(
  (locale) =>
    (JSON.parse(readFileSync(`messages/${locale}/errors.json`, "utf8")) as { forbidden: string }).forbidden,
)

const ways: Readonly<Record<string, Outcome>> = {
  "/sign-in": "sign in",
  "/cabinet": "cabinet",
  "/admin": "admin",
  "/cabinet/acting": "acting",
}

const NOBODYS = "00000000-0000-4000-8000-000000000000"

/** Sends a form to an action by its id, as its page's script does. */
export async function sendTo({ id, page }: Act, cookie: string, fields: Iterable<readonly [string, string]>) {
  const address = page.replace(/^app\/(\(\w+\)\/)?|\/?page$/g, "").replace(/\[\w+\]/g, NOBODYS)
  const body = new FormData()
  for (const [name, value] of fields) body.append(`_1_${name}`, value)
  body.append("0", JSON.stringify([{ status: "idle" }, "$K1"]))
  const headers = { cookie, origin: portalUrl(), "next-action": id }
  return fetch(`${portalUrl()}/${address}`, { method: "POST", headers, body, redirect: "manual" })
}

/** What a form sent to this action by this session is told; nothing is done by it. */
export async function answerTo(act: Act, cookie: string): Promise<Outcome | string> {
  const answer = await sendTo(act, cookie, [["probe", UNSTORABLE]])
  const said = await answer.text()
  const [led] = answer.headers.get("x-action-redirect")?.split(";") ?? []
  if (led) return ways[new URL(led, portalUrl()).pathname] ?? `leads to ${led}`
  if (said.includes('"fieldErrors":{"probe":[')) return "opens"
  if (forbidden.some((text) => said.includes(text))) return "forbidden"
  return `${answer.status} ${said.slice(0, 200)}`
}
