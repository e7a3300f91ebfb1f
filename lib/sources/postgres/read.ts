import type { Item, Json, Page, ReadAnswer, ReadQuestion, RowKey } from "../connector"
import type { Entry, Field, Origin } from "../map-schema"
import { countSegments, type Segment, segmentsOf } from "./count"
import { type Build, typedColumn } from "./entry-sql"
import { isoValue, itemValue, liveValue } from "./field-sql"
import { keyDigest } from "./item-id"
import type { Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident } from "./sql"
import { assertOwn, subjectsOf } from "./subject"
import { placeOfField } from "./value-sql"

/** What is read where no page is asked for. */
export const FIRST_PAGE = { offset: 0, limit: 100 }
/** However many items are asked for, a page holds no more. */
export const LARGEST_PAGE = 10_000

const isoText = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** The columns of a row's key as text, in the map's order. */
export const keyColumns = (entry: Entry): string =>
  entry.primaryKey.map((column, i) => `t.${ident(column)}::text as "k${i}"`).join(", ")

/** The key a row of `keyColumns` carries. */
export const keyOf = (columns: readonly string[], row: Row): RowKey =>
  Object.fromEntries(columns.map((column, i) => [column, String(row[`k${i}`])]))

function originColumn(entry: Entry, field: Field): string {
  const origin = field.origin ?? entry.origin
  return typeof origin === "string" ? "null::text" : `t.${ident(origin.column)}::text`
}

/** Who gave a value, where a column may say it. */
export function originCode(origin: Origin, value: unknown): string {
  if (typeof origin === "string") return origin
  return (typeof value === "string" ? origin.codes[value] : undefined) ?? origin.else
}

/** Where a page begins in a segment: behind an item by its row's key and its number there, or after so many items. */
type Place = { segment: number; skip: number; behind: readonly (string | number)[] | null }
type Mark = { offset: number; total: number; place: Place }

const markOf = (mark: Mark): string => JSON.stringify(mark)
const placeOf = (mark: string): Mark => JSON.parse(mark) as Mark

/** Whether every row of the entry comes once and has its place among the others: then a page can begin behind one. */
const isInOrder = ({ catalog }: Pick<Build, "catalog">, entry: Entry, subjects: readonly string[]): boolean =>
  subjects.length === 1 &&
  catalog.relations.get(entry.table)?.kind === "table" &&
  entry.primaryKey.every((column) => catalog.columns.get(entry.table)?.get(column)?.required)

// One datum per line straight from SQL, so that a page of 100 reads 100 and not whole tables. The page's rows are picked
// by their keys first: what is made of a row is made for these alone, and each of them has an item.
function writePage(build: Build, segment: Segment, subjects: readonly string[], isBehind: boolean): string {
  const { entry, fields } = segment
  const relation = relationOf(build, entry)
  const values = fields.map((field, i) => {
    const at = isoValue(build, entry, field.givenAt ?? entry.givenAt)
    return `(${i}, ${itemValue(build, entry, field)}, ${originColumn(entry, field)}, ${at})`
  })
  const keys = entry.primaryKey.map((column) => typedColumn(build, "t", entry.table, column))
  const names = keys.map(({ text }) => text).join(", ")
  const slots = () => keys.map(({ type }, i) => build.params.slot(`behind.${i}`, type)).join(", ")
  const [rows, items] = isBehind
    ? [
        [`(${names}) >= (${slots()})`],
        [`(${names}, f.n) > (${slots()}, ${build.params.slot(`behind.${keys.length}`, "integer")})`],
      ]
    : [[], []]
  const own = [ownedBy(build, relation, subjects), ...relation.where]
  const live = fields.map((field) => `${liveValue(build, entry, field)} is not null`).join(" or ")
  const limit = build.params.slot("limit", "bigint")
  const offset = isBehind ? "1" : build.params.slot("offset", "bigint")
  const picked = `select ${names} from ${relation.from} where ${[...own, `(${live})`, ...rows].join(" and ")}
  order by ${names} limit ${limit} + ${offset}`
  return `select ${relation.owner}::text as subject, ${keyColumns(entry)}, f.n, f.value, f.by, f.at,
  ${isoValue(build, entry, entry.recordedAt)} as recorded
from ${relation.from} cross join lateral (values ${values.join(", ")}) as f(n, value, by, at)
where ${[...own, "f.value is not null", `(${names}) in (${picked})`, ...items].join(" and ")}
order by ${names}, f.n limit ${limit}${isBehind ? "" : ` offset ${offset}`}`
}

type Wanted = { segment: Segment; place: Place; limit: number }

/** The items of parts of segments, all asked for at once, and where the next page of each begins. */
async function pagesOf(source: PostgresSource, subjects: readonly string[], wanted: readonly Wanted[]) {
  if (wanted.length === 0) return []
  const catalog = await source.catalog()
  const statements = wanted.map(async ({ segment, place: { skip, behind }, limit }) => {
    const key = ["page", subjects.length === 1, segment.entryName, segment.category, behind !== null]
    const prepared = await source.prepare(key, (build) =>
      writePage(build, segment, subjects, behind !== null),
    )
    const from = behind?.map((value, i) => [`behind.${i}`, value] as const) ?? [["offset", skip] as const]
    return prepared.fill({ ...ownerSlots(subjects), ...Object.fromEntries(from), limit })
  })
  const answers = await source.reading.ask(await Promise.all(statements))
  return wanted.map(({ segment, place: { segment: s, skip } }, i) => {
    const rows = answers[i] ?? []
    const last = rows.at(-1)
    const { entry } = segment
    const isKnown = last && isInOrder({ catalog }, entry, subjects)
    const behind = isKnown ? [...entry.primaryKey.map((_, k) => String(last[`k${k}`])), Number(last.n)] : null
    return {
      items: itemsOf(source, segment, subjects, rows),
      end: { segment: s, skip: skip + rows.length, behind },
    }
  })
}

/** The items of a segment's rows: those of one row share its key, and the digest that names them. */
function itemsOf(
  source: PostgresSource,
  segment: Segment,
  subjects: readonly string[],
  rows: readonly Row[],
): Item[] {
  const { entry, entryName } = segment
  const columns = entry.primaryKey.map((_, i) => `k${i}`)
  let of: { row: Row; key: RowKey; digest: string } | undefined
  return rows.map((row) => {
    if (!of || columns.some((column) => row[column] !== of?.row[column])) {
      const key = keyOf(entry.primaryKey, row)
      of = { row, key, digest: keyDigest(source.pepper, entryName, key) }
    }
    return itemOf(source, segment, assertOwn(source, subjects, row.subject), row, of)
  })
}

function itemOf(
  source: PostgresSource,
  { entry, entryName, category, fields }: Segment,
  subject: string,
  row: Row,
  { key, digest }: { key: RowKey; digest: string },
): Item {
  const field = fields[Number(row.n)]
  if (!field) throw new Error(`no such field in ${entryName}`)
  return {
    id: `${entryName}.${field.field}.${digest}`,
    source: source.name,
    subject,
    category,
    field: field.field,
    // What jsonb gives is JSON by construction.
    value: row.value as Json,
    type: field.type,
    origin: { by: originCode(field.origin ?? entry.origin, row.by), at: isoText(row.at) },
    thirdPerson: field.thirdPerson ?? false,
    place: placeOfField(entry, field),
    key,
    recordedAt: isoText(row.recorded),
  }
}

/** A page of items in the order of the map: counts first, then only the tables the page touches. */
export async function read(source: PostgresSource, question: ReadQuestion): Promise<ReadAnswer> {
  const { offset, limit, after }: Page = question.page ?? FIRST_PAGE
  if (after !== undefined) return readOn(source, question, Math.min(limit, LARGEST_PAGE), after)
  const segments = segmentsOf(source, question.categories)
  const subjects = await countSegments(source, question.identifiers, segments)
  const end = offset + Math.min(limit, LARGEST_PAGE)
  const wanted: Wanted[] = []
  let before = 0
  for (const [s, segment] of segments.entries()) {
    const from = Math.max(offset - before, 0)
    const to = Math.min(end - before, segment.items)
    if (from < to) wanted.push({ segment, place: { segment: s, skip: from, behind: null }, limit: to - from })
    before += segment.items
  }
  const pages = await pagesOf(source, subjects, wanted)
  const last = pages.at(-1)
  const nextOffset = end < before ? end : null
  const items = pages.flatMap((page) => page.items)
  const isMore = last !== undefined && nextOffset !== null
  return {
    ...{ source: source.name, subjects, items, total: before, nextOffset },
    ...(isMore ? { next: markOf({ offset: end, total: before, place: last.end }) } : {}),
    readAt: new Date().toISOString(),
  }
}

/** The page behind a mark: nothing is counted again, and no row is looked at twice. */
async function readOn(
  source: PostgresSource,
  { categories, identifiers }: ReadQuestion,
  limit: number,
  after: string,
): Promise<ReadAnswer> {
  const segments = segmentsOf(source, categories)
  const subjects = await subjectsOf(source, identifiers)
  const { offset, total, place: from } = placeOf(after)
  const items: Item[] = []
  let place = from
  for (let segment = segments[place.segment]; segment && items.length < limit && subjects.length > 0; ) {
    const asked = limit - items.length
    const [page] = await pagesOf(source, subjects, [{ segment, place, limit: asked }])
    items.push(...(page?.items ?? []))
    place =
      page && page.items.length === asked ? page.end : { segment: place.segment + 1, skip: 0, behind: null }
    segment = segments[place.segment]
  }
  const isMore = subjects.length > 0 && place.segment < segments.length
  const nextOffset = isMore ? offset + items.length : null
  return {
    ...{ source: source.name, subjects, items, total, nextOffset },
    ...(nextOffset === null ? {} : { next: markOf({ offset: nextOffset, total, place }) }),
    readAt: new Date().toISOString(),
  }
}
