import type { Item, Json, Page, ReadAnswer, ReadQuestion, RowKey } from "../connector"
import type { Entry, Field, Origin } from "../map-schema"
import { countSegments, type Segment, segmentsOf } from "./count"
import type { Build } from "./entry-sql"
import { isoValue, itemValue, liveValue } from "./field-sql"
import { keyDigest } from "./item-id"
import type { Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident } from "./sql"
import { assertOwn } from "./subject"
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

// One datum per line straight from SQL, so that a page of 100 reads 100 and not whole tables. The page's rows are picked
// by their keys first: what is made of a row is made for these alone, and each of them has an item.
function writePage(build: Build, segment: Segment, subjects: readonly string[]): string {
  const { entry, fields } = segment
  const relation = relationOf(build, entry)
  const values = fields.map((field, i) => {
    const at = isoValue(build, entry, field.givenAt ?? entry.givenAt)
    return `(${i}, ${itemValue(build, entry, field)}, ${originColumn(entry, field)}, ${at})`
  })
  const names = entry.primaryKey.map((column) => `t.${ident(column)}`).join(", ")
  const own = [ownedBy(build, relation, subjects), ...relation.where]
  const live = fields.map((field) => `${liveValue(build, entry, field)} is not null`).join(" or ")
  const limit = build.params.slot("limit", "bigint")
  const offset = build.params.slot("offset", "bigint")
  const picked = `select ${names} from ${relation.from} where ${[...own, `(${live})`].join(" and ")}
  order by ${names} limit ${limit} + ${offset}`
  return `select ${relation.owner}::text as subject, ${keyColumns(entry)}, f.n, f.value, f.by, f.at,
  ${isoValue(build, entry, entry.recordedAt)} as recorded
from ${relation.from} cross join lateral (values ${values.join(", ")}) as f(n, value, by, at)
where ${[...own, "f.value is not null", `(${names}) in (${picked})`].join(" and ")}
order by ${names}, f.n limit ${limit} offset ${offset}`
}

type Wanted = { segment: Segment; skip: number; limit: number }

/** The items of parts of segments, all asked for at once. */
async function pagesOf(source: PostgresSource, subjects: readonly string[], wanted: readonly Wanted[]) {
  if (wanted.length === 0) return []
  const statements = wanted.map(async ({ segment, skip, limit }) => {
    const key = ["page", subjects.length === 1, segment.entryName, segment.category]
    const prepared = await source.prepare(key, (build) => writePage(build, segment, subjects))
    return prepared.fill({ ...ownerSlots(subjects), offset: skip, limit })
  })
  const answers = await source.reading.ask(await Promise.all(statements))
  return wanted.flatMap(({ segment }, i) => itemsOf(source, segment, subjects, answers[i] ?? []))
}

/** The items of a segment's rows: those of one row share its key, and the digest that names them. */
function itemsOf(
  source: PostgresSource,
  segment: Segment,
  subjects: readonly string[],
  rows: readonly Row[],
): Item[] {
  const { entry, home } = segment
  const columns = entry.primaryKey.map((_, i) => `k${i}`)
  let of: { row: Row; key: RowKey; digest: string } | undefined
  return rows.map((row) => {
    if (!of || columns.some((column) => row[column] !== of?.row[column])) {
      const key = keyOf(entry.primaryKey, row)
      of = { row, key, digest: keyDigest(source.pepper, home, key) }
    }
    return itemOf(source, segment, assertOwn(source, subjects, row.subject), row, of)
  })
}

function itemOf(
  source: PostgresSource,
  { entry, entryName, home, category, fields }: Segment,
  subject: string,
  row: Row,
  { key, digest }: { key: RowKey; digest: string },
): Item {
  const field = fields[Number(row.n)]
  if (!field) throw new Error(`no such field in ${entryName}`)
  return {
    id: `${home}.${field.field}.${digest}`,
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
  const { offset, limit }: Page = question.page ?? FIRST_PAGE
  const segments = segmentsOf(source, question.categories)
  const subjects = await countSegments(source, question.identifiers, segments)
  const end = offset + Math.min(limit, LARGEST_PAGE)
  const wanted: Wanted[] = []
  let before = 0
  for (const segment of segments) {
    const from = Math.max(offset - before, 0)
    const to = Math.min(end - before, segment.items)
    if (from < to) wanted.push({ segment, skip: from, limit: to - from })
    before += segment.items
  }
  return {
    ...{ source: source.name, subjects, items: await pagesOf(source, subjects, wanted), total: before },
    nextOffset: end < before ? end : null,
    readAt: new Date().toISOString(),
  }
}
