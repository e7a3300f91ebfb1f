import { createHash } from "node:crypto"
import type { RowKey } from "../connector"

/** A stable name for one item: entry, field, and a keyed digest of the row's key, so that it is fit for a URL. */
export function itemId(pepper: string, entry: string, field: string, key: RowKey): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([pepper, entry, Object.entries(key)]))
    .digest("base64url")
  return `${entry}.${field}.${digest.slice(0, 22)}`
}

/** Entry and field of an item's name, or null when it is none. */
export function partsOfItemId(id: string): { entry: string; field: string } | null {
  const [entry, field, digest, ...rest] = id.split(".")
  return entry && field && digest && rest.length === 0 ? { entry, field } : null
}
