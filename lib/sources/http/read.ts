import type { BinaryAnswer, Identifiers, Item, ReadAnswer, ReadQuestion } from "../connector"
import { AnswerUnusable } from "../failures"
import type { Answered } from "./contract"
import { fits } from "./fits"
import { ofEach, subjectsOf } from "./people"
import { assertOwn, categoriesOf, type HttpSource, hasTwice, partsOfItem, untrue } from "./source"

/** What is read where no page is asked for. */
const FIRST_PAGE = { offset: 0, limit: 100 }
/** However many items are asked for, a page holds no more. */
const LARGEST_PAGE = 10_000
/** So many items are asked of the source at once. */
const AT_ONCE = 1000
/** So many places are remembered; whoever asks for another reads on from the beginning. */
const CURSORS = 1000
const BYTES_AT_ONCE = 1_000_000
const MOST_BYTES = 100_000_000

type WireItem = Answered<"read">["items"][number]
type Slice = { items: Item[]; total: number }

function itemOf(source: HttpSource, subject: string, categories: readonly string[], item: WireItem): Item {
  assertOwn(source, subject, item.subject)
  const { category, field, record, value } = item
  const holding = categories.includes(category) ? source.map.holds[category] : undefined
  const mapped = holding?.fields[field]
  if (!holding || !mapped) throw untrue(source, "an item that it was not asked for")
  if (!fits(mapped.type, value)) throw untrue(source, `a value of the wrong type (${category}.${field})`)
  return {
    ...{ id: `${category}.${field}.${record}`, source: source.name, subject, category, field, value },
    type: mapped.type,
    origin: { by: item.by ?? mapped.origin ?? holding.origin, at: item.at },
    thirdPerson: mapped.thirdPerson ?? false,
    place: `${category}.${field}`,
    key: { record },
    recordedAt: item.recordedAt === null ? null : new Date(item.recordedAt).toISOString(),
  }
}

const HALF = "a page that does not add up"

/** So many items of one person after so many, walking the source's pages; the total is theirs altogether. */
async function walk(
  source: HttpSource,
  subject: string,
  categories: string[],
  { skip, take }: { skip: number; take: number },
): Promise<Slice> {
  const placeOf = (offset: number) => JSON.stringify([subject, categories, offset])
  const known = source.cursors.get(placeOf(skip)) ?? null
  const items: Item[] = []
  let [at, after, total] = [known === null ? 0 : skip, known, -1]
  do {
    const limit = Math.max(1, Math.min(AT_ONCE, skip + take - at))
    const [page] = await ofEach(source, [subject], () =>
      source.ask("read", { subject, categories, limit, after }),
    )
    if (!page) throw new Error("a question was left without an answer")
    if (total < 0) total = page.total
    const end = at + page.items.length
    const isWhole = page.items.length === Math.min(limit, Math.max(0, total - at))
    if (page.total !== total || !isWhole || (page.next === null) !== (end === total))
      throw untrue(source, HALF)
    const read = page.items.map((item) => itemOf(source, subject, categories, item))
    items.push(...read.slice(Math.max(0, skip - at), Math.max(0, skip + take - at)))
    ;[at, after] = [end, page.next]
    if (after !== null) remember(source, placeOf(end), after)
  } while (after !== null && at < skip + take && skip < total)
  if (hasTwice(items.map(({ id }) => id))) throw untrue(source, "one item twice")
  return { items, total }
}

function remember({ cursors }: HttpSource, place: string, cursor: string): void {
  cursors.delete(place)
  cursors.set(place, cursor)
  const [oldest] = cursors.keys()
  if (cursors.size > CURSORS && oldest !== undefined) cursors.delete(oldest)
}

/** What does not add up may have changed between two pages: it is read once more from the beginning. */
async function slice(...question: Parameters<typeof walk>): Promise<Slice> {
  try {
    return await walk(...question)
  } catch (error) {
    if (!(error instanceof AnswerUnusable && error.message.endsWith(HALF))) throw error
    question[0].cursors.clear()
    return walk(...question)
  }
}

/** A page of items in the source's order, one of the person's keys after the other. */
export async function read(source: HttpSource, question: ReadQuestion): Promise<ReadAnswer> {
  const subjects = await subjectsOf(source, question.identifiers)
  const categories = categoriesOf(source, question.categories)
  const { offset, limit } = question.page ?? FIRST_PAGE
  const end = offset + Math.min(limit, LARGEST_PAGE)
  const items: Item[] = []
  let total = 0
  for (const subject of categories.length === 0 ? [] : subjects) {
    const skip = Math.max(0, offset - total)
    const part = await slice(source, subject, categories, { skip, take: Math.max(0, end - total - skip) })
    items.push(...part.items)
    total += part.total
  }
  const nextOffset = end < total ? end : null
  return { source: source.name, subjects, items, total, nextOffset, readAt: new Date().toISOString() }
}

/** The bytes of one item of this person, range by range; null when it is not theirs, is gone, or has none. */
export async function readBinary(
  source: HttpSource,
  identifiers: Identifiers,
  id: string,
): Promise<BinaryAnswer | null> {
  const item = partsOfItem(id)
  const type = item && source.map.holds[item.category]?.fields[item.field]?.type
  if (!item || (type !== "image" && type !== "document")) return null
  for (const subject of await subjectsOf(source, identifiers)) {
    const found = await bytesOf(source, subject, item)
    if (found) return { source: source.name, subject, place: `${item.category}.${item.field}`, ...found }
  }
  return null
}

async function bytesOf(
  source: HttpSource,
  subject: string,
  item: NonNullable<ReturnType<typeof partsOfItem>>,
): Promise<Pick<BinaryAnswer, "bytes" | "mediaType"> | null> {
  const parts: Buffer[] = []
  for (let [from, total] = [0, -1]; ; ) {
    const asked = { ...item, subject, from, most: BYTES_AT_ONCE }
    const [answer] = await ofEach(source, [subject], () => source.ask("binary", asked))
    if (answer?.record !== item.record || answer.from !== from) throw untrue(source, HALF)
    if (!answer.part) return null
    const bytes = Buffer.from(answer.part.data, "base64")
    if (total < 0) total = answer.part.total
    if (total > MOST_BYTES) throw untrue(source, "a scan that is too large")
    if (answer.part.total !== total || bytes.length !== Math.min(BYTES_AT_ONCE, total - from))
      throw untrue(source, HALF)
    parts.push(bytes)
    from += bytes.length
    if (from === total) return { bytes: Buffer.concat(parts), mediaType: answer.part.mediaType }
  }
}
