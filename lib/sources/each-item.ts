import type { Connector, Identifiers, Item } from "./connector"

/** Rows or items asked for at a time. */
const AT_ONCE = 1_000

/**
 * The name of every item of a category that a source holds of somebody, and when it was recorded: row by row where it
 * knows rows, since a page further on costs as much as all before it. Throws as the source does.
 */
export async function* eachItem(
  source: Connector,
  identifiers: Identifiers,
  category: string,
): AsyncGenerator<Pick<Item, "id" | "recordedAt">> {
  if (!source.records) return yield* itemByItem(source, identifiers, category)
  for (let after: string | null = null, isMore = true; isMore; isMore = after !== null) {
    const { block, next } = await source.records({ identifiers, category, limit: AT_ONCE, after })
    after = next
    for (const items of block?.open(block.text) ?? [])
      for (const item of items) yield { id: block?.idOf(item) ?? "", recordedAt: item.recordedAt }
  }
}

async function* itemByItem(
  source: Connector,
  identifiers: Identifiers,
  category: string,
): AsyncGenerator<Item> {
  for (let offset: number | null = 0; offset !== null; ) {
    const page = { offset, limit: AT_ONCE }
    const { items, nextOffset } = await source.read({ identifiers, categories: [category], page })
    yield* items
    offset = nextOffset
  }
}
