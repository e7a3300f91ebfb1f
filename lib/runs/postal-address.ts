import type { Connector, Identifiers, Item } from "@/lib/sources/connector"
import { groupBy } from "@/lib/sources/group"

/** Where letters to a person go, on one line as the source holds it; of several addresses the last recorded. */
export async function addressIn(source: Connector, identifiers: Identifiers): Promise<string | null> {
  const { post } = source
  if (!post) return null
  const { items } = await source.read({ identifiers, categories: [post.category] })
  const rows = [...groupBy(items, ({ key }) => JSON.stringify(key)).values()]
  const [last] = rows.sort((a, b) => (recorded(a) < recorded(b) ? 1 : -1))
  const parts = post.fields.flatMap((field) => {
    const value = last?.find((item) => item.field === field)?.value
    return typeof value === "string" && value.trim() ? [value.trim()] : []
  })
  return parts.join(", ") || null
}

const recorded = (items: readonly Item[]): string =>
  items
    .map(({ recordedAt }) => recordedAt ?? "")
    .sort()
    .at(-1) ?? ""
