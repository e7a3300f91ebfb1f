import { randomUUID } from "node:crypto"
import { readdirSync } from "node:fs"

/** Something of the right shape for each part of an address in brackets: nothing stands there, or something harmless. */
const SAMPLES: Record<string, () => string> = {
  "[category]": () => "name",
  "[right]": () => "erasure",
  "[number]": () => "2026-999999",
  "[edition]": () => "1",
  "[purpose]": () => "marketing",
  "[form]": () => "officer",
  "[source]": () => "lender",
}

/** Every address of the product, by its files: those of pages and of route handlers, with samples in the brackets. */
export function addresses(): { pages: string[]; handlers: string[] } {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" })
  const ending = (name: string) =>
    files
      .filter((file) => file === name || file.endsWith(`/${name}`))
      .map((file) => file.split("/").slice(0, -1))
      .map((parts) => parts.filter((part) => !part.startsWith("(")).map(filled))
      .map((parts) => `/${parts.join("/")}`)
      .sort()
  return { pages: ending("page.tsx"), handlers: ending("route.ts") }
}

const filled = (part: string) => (part.startsWith("[") ? (SAMPLES[part]?.() ?? randomUUID()) : part)
