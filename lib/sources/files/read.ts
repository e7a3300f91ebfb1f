import type {
  CategoryCount,
  CountAnswer,
  CountQuestion,
  Item,
  LastRecorded,
  ReadAnswer,
  ReadQuestion,
} from "../connector"
import { type Export, type FilesSource, inExport } from "./export"
import { fieldsOf } from "./items"
import { itemsAt, peopleOf } from "./people"
import type { Place } from "./places"

const FIRST_PAGE = { offset: 0, limit: 100 }

/** How many items of a category, when the last of them was recorded, and whether each says when. */
type Tally = { items: number; last: number; isDated: boolean; thirdPerson: boolean }
type Narrowed = Pick<CountQuestion, "categories">

/** What is held of one person by category, in the order of the map; told by the places, without a look at the rows. */
async function tallyOf(
  source: FilesSource,
  exported: Export,
  key: string,
  { categories }: Narrowed,
): Promise<Map<string, Tally>> {
  const fields = fieldsOf(source.map)
  const found = new Map<string, Tally>()
  for await (const { field, recordedAt } of exported.held.of(exported.digest([key]))) {
    const { category, mapped } = fields[field] ?? {}
    if (category === undefined || (categories && !categories.includes(category))) continue
    const tally = found.get(category) ?? {
      items: 0,
      last: Number.NEGATIVE_INFINITY,
      isDated: true,
      thirdPerson: false,
    }
    found.set(category, tally)
    tally.items += 1
    tally.thirdPerson ||= mapped?.thirdPerson ?? false
    if (recordedAt === null) tally.isDated = false
    else tally.last = Math.max(tally.last, recordedAt)
  }
  const order = Object.keys(source.map.holds)
  return new Map([...found].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)))
}

/** Of several people together. */
async function together(
  source: FilesSource,
  exported: Export,
  keys: readonly string[],
  question: Narrowed,
): Promise<Map<string, Tally>> {
  const all = new Map<string, Tally>()
  for (const key of keys)
    for (const [category, { items, last, isDated, thirdPerson }] of await tallyOf(
      source,
      exported,
      key,
      question,
    )) {
      const sum = all.get(category)
      all.set(category, {
        items: items + (sum?.items ?? 0),
        last: sum ? Math.max(last, sum.last) : last,
        isDated: isDated && (sum?.isDated ?? true),
        thirdPerson: thirdPerson || (sum?.thirdPerson ?? false),
      })
    }
  return all
}

/** Items per category, in their order. */
export async function countsOf(
  source: FilesSource,
  exported: Export,
  keys: readonly string[],
  question: Narrowed = {},
): Promise<CategoryCount[]> {
  const found = await together(source, exported, keys, question)
  return [...found].map(([category, { items, thirdPerson }]) => ({ category, items, thirdPerson }))
}

export const count = (source: FilesSource, question: CountQuestion): Promise<CountAnswer> =>
  inExport(source, async (exported) => {
    const subjects = (await peopleOf(source, exported, question.identifiers)).map(({ key }) => key)
    const categories = await countsOf(source, exported, subjects, question)
    return { source: source.name, subjects, categories, readAt: exported.made }
  })

export const lastRecorded = (source: FilesSource, question: CountQuestion): Promise<LastRecorded[]> =>
  inExport(source, async (exported) => {
    const keys = (await peopleOf(source, exported, question.identifiers)).map(({ key }) => key)
    return [...(await together(source, exported, keys, question))].map(([category, { last, isDated }]) => ({
      category,
      at: isDated ? new Date(last).toISOString() : null,
    }))
  })

type Part = { skip: number; take: number }

/** The places of so many items of a person after so many, category by category: no more of them are held than are taken. */
async function placesOn(
  source: FilesSource,
  exported: Export,
  key: string,
  tallies: ReadonlyMap<string, Tally>,
  { skip, take }: Part,
): Promise<Place[]> {
  const fields = fieldsOf(source.map)
  const next = new Map<string, number>()
  let start = 0
  for (const [category, { items }] of tallies) {
    next.set(category, start)
    start += items
  }
  const found: { at: number; place: Place }[] = []
  for await (const place of exported.held.of(exported.digest([key]))) {
    const category = fields[place.field]?.category ?? ""
    const at = next.get(category)
    if (at === undefined) continue
    next.set(category, at + 1)
    if (at >= skip && at < skip + take) found.push({ at, place })
  }
  return found.sort((one, other) => one.at - other.at).map(({ place }) => place)
}

/** What the system last said it holds; `readAt` is when it said so. */
export const read = (source: FilesSource, question: ReadQuestion): Promise<ReadAnswer> =>
  inExport(source, async (exported) => {
    const subjects = (await peopleOf(source, exported, question.identifiers)).map(({ key }) => key)
    const { offset, limit } = question.page ?? FIRST_PAGE
    const end = offset + limit
    const items: Item[] = []
    let total = 0
    for (const key of subjects) {
      const tallies = await tallyOf(source, exported, key, question)
      const skip = Math.max(0, offset - total)
      const part = { skip, take: Math.max(0, end - total - skip) }
      const places = await placesOn(source, exported, key, tallies, part)
      for await (const item of itemsAt(source, exported, places)) items.push(item)
      total += [...tallies.values()].reduce((sum, tally) => sum + tally.items, 0)
    }
    const nextOffset = end < total ? end : null
    return { source: source.name, subjects, items, total, nextOffset, readAt: exported.made }
  })
