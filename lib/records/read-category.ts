import { NotFound } from "@/lib/errors"
import type { Category } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import { askSources, type Silence } from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"
import type { Item } from "@/lib/sources/connector"
import { sourceTitle } from "@/lib/sources/map-schema"

export const PAGE = 100

export type RecordItem = Item & { title: Text; from: Text }
/** The items of one row of one source, so that a payment reads as a payment. */
export type HeldRecord = { id: string; source: Text; recordedAt: string | null; items: RecordItem[] }

export type CategoryPage = {
  category: Category
  records: HeldRecord[]
  total: number
  page: number
  pages: number
  silent: Silence[]
}

/**
 * One page of a category: up to 100 items from each source that holds any, joined with the policy's words. Throws
 * NotFound for a category the policy does not have, and for a page past the end.
 */
export async function readCategory(reading: Reading, code: string, page = 1): Promise<CategoryPage> {
  const category = reading.inForce.policy.categories.find((each) => each.code === code)
  if (!category || !Number.isSafeInteger(page) || page < 1) throw new NotFound()
  const { answers, silent } = await askSources(reading, (source, identifiers) =>
    source.read({ identifiers, categories: [code], page: { offset: (page - 1) * PAGE, limit: PAGE } }),
  )
  const total = answers.reduce((sum, answer) => sum + answer.total, 0)
  const pages = Math.max(1, ...answers.map((answer) => Math.ceil(answer.total / PAGE)))
  if (page > pages && silent.length === 0) throw new NotFound()
  const items = answers.flatMap((answer) => answer.items)
  return { category, records: groupItems(reading, category, items), total, page, pages, silent }
}

function groupItems(reading: Reading, category: Category, items: readonly Item[]): HeldRecord[] {
  const { policy, dataMap } = reading.inForce
  const records = new Map<string, HeldRecord>()
  for (const item of items) {
    // The first part of an item's name is its entry in the data map.
    const id = JSON.stringify([item.source, item.id.split(".")[0], item.key])
    const title = category.fields.find(({ code }) => code === item.field)?.title ?? category.title
    const from = policy.origins.find(({ code }) => code === item.origin.by)?.title ?? category.title
    const shown = { ...item, title, from }
    const record = records.get(id)
    if (record) record.items.push(shown)
    else {
      const source = sourceTitle(dataMap, item.source) ?? policy.organisation.shortName
      records.set(id, { id: item.id, source, recordedAt: item.recordedAt, items: [shown] })
    }
  }
  return [...records.values()]
}
