import { NotFound } from "@/lib/errors"
import type { Category } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import {
  type Asked,
  askPromptly,
  askSources,
  mapPrompt,
  type Prompt,
  type Silence,
} from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"
import type { Connector, Identifiers, Item, ReadAnswer } from "@/lib/sources/connector"
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
  const category = known(reading, code, page)
  const read = pageOf(reading, category, page, await askSources(reading, asking(code, page)))
  if (page > read.pages && read.silent.length === 0) throw new NotFound()
  return read
}

/** The same for a page that goes out with what is there: what sources answer later is a page by itself. */
export async function readPromptly(reading: Reading, code: string, page = 1): Promise<Prompt<CategoryPage>> {
  const category = known(reading, code, page)
  const asked = await askPromptly(reading, asking(code, page))
  const read = mapPrompt(asked, (each) => pageOf(reading, category, page, each))
  if (!read.later && page > read.soon.pages && read.soon.silent.length === 0) throw new NotFound()
  return read
}

function known({ inForce }: Reading, code: string, page: number): Category {
  const category = inForce.policy.categories.find((each) => each.code === code)
  if (!category || !Number.isSafeInteger(page) || page < 1) throw new NotFound()
  return category
}

const asking =
  (code: string, page: number) =>
  (source: Connector, identifiers: Identifiers): Promise<ReadAnswer> =>
    source.read({ identifiers, categories: [code], page: { offset: (page - 1) * PAGE, limit: PAGE } })

function pageOf(
  reading: Reading,
  category: Category,
  page: number,
  { answers, silent }: Asked<ReadAnswer>,
): CategoryPage {
  const total = answers.reduce((sum, answer) => sum + answer.total, 0)
  const pages = Math.max(1, ...answers.map((answer) => Math.ceil(answer.total / PAGE)))
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
