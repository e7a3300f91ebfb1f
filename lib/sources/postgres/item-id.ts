import { hash } from "node:crypto"
import type { RowKey } from "../connector"

/** A keyed digest of a row's key, fit for a URL. */
export const keyDigest = (pepper: string, entry: string, key: RowKey): string =>
  hash("sha256", JSON.stringify([pepper, entry, Object.entries(key)]), "base64url").slice(0, 22)

/** A stable name for one item: entry, field, and the digest of the row's key. */
export const itemId = (pepper: string, entry: string, field: string, key: RowKey): string =>
  `${entry}.${field}.${keyDigest(pepper, entry, key)}`

/** Entry and field of an item's name, or null when it is none. */
export function partsOfItemId(id: string): { entry: string; field: string } | null {
  const [entry, field, digest, ...rest] = id.split(".")
  return entry && field && digest && rest.length === 0 ? { entry, field } : null
}
