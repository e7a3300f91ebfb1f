import { randomUUID } from "node:crypto"
import { readdirSync } from "node:fs"
import path from "node:path"

/** Every address of one kind of file in the product's own tree: `/cabinet/requests/[number]`. */
const routesTo = (name: "page.tsx" | "route.ts"): string[] =>
  readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === name)
    .map((file) => path.dirname(file).split(path.sep))
    .map((parts) => `/${parts.filter((part) => part !== "." && !/^\(.*\)$/.test(part)).join("/")}`)
    .sort()

/** Every address the product answers, with its brackets. */
export const routesOf = (): string[] => [...routesTo("page.tsx"), ...routesTo("route.ts")]

/** Something of the right shape for each place in brackets: nothing stands there, or something harmless. */
const SAMPLES: Readonly<Record<string, string>> = {
  category: "name",
  right: "erasure",
  number: "2026-999999",
  edition: "1",
  purpose: "marketing",
  form: "officer",
  source: "lender",
}

/** A route with these values in its places, and an id nobody has in the others. */
export const filled = (route: string, samples = SAMPLES): string =>
  route.replace(/\[(\w+)\]/g, (_, name: string) => samples[name] ?? randomUUID())

/** The addresses of all pages and of all route handlers. */
export const addresses = (): { pages: string[]; handlers: string[] } => ({
  pages: routesTo("page.tsx").map((route) => filled(route)),
  handlers: routesTo("route.ts").map((route) => filled(route)),
})
