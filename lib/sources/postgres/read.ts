import type { BinaryAnswer, Identifiers, Item, Json, ReadAnswer, ReadQuestion, RowKey } from "../connector"
import type { Entry, Field, Origin } from "../map-schema"
import { countSegments, type Segment, segmentsOf } from "./count"
import { type Build, columnOf, keyIn, keySlots } from "./entry-sql"
import { isoValue, itemValue } from "./field-sql"
import { itemId, partsOfItemId } from "./item-id"
import type { Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { MOST_NAMED } from "./span-sql"
import { ident, type Statement } from "./sql"
import { assertOwn, subjectsOf } from "./subject"
import { bytesValue, placeOfField } from "./value-sql"

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

// One datum per line straight from SQL, so that a page of 100 reads 100 and not whole tables.
function writePage(build: Build, segment: Segment, subjects: readonly string[]): string {
  const { entry, fields } = segment
  const relation = relationOf(build, entry)
  const values = fields.map((field, i) => {
    const at = isoValue(build, entry, field.givenAt ?? entry.givenAt)
    return `(${i}, ${itemValue(build, entry, field)}, ${originColumn(entry, field)}, ${at})`
  })
  const where = [ownedBy(build, relation, subjects), ...relation.where, "f.value is not null"].join(" and ")
  const order = [...entry.primaryKey.map((column) => `t.${ident(column)}`), "f.n"].join(", ")
  return `select ${relation.owner}::text as subject, ${keyColumns(entry)}, f.n, f.value, f.by, f.at,
  ${isoValue(build, entry, entry.recordedAt)} as recorded
from ${relation.from} cross join lateral (values ${values.join(", ")}) as f(n, value, by, at)
where ${where} order by ${order}
limit ${build.params.slot("limit", "bigint")} offset ${build.params.slot("offset", "bigint")}`
}

function itemOf(source: PostgresSource, segment: Segment, subjects: readonly string[], row: Row): Item {
  const { entry, entryName } = segment
  const field = segment.fields[Number(row.n)]
  if (!field) throw new Error(`no such field in ${entryName}`)
  const key = keyOf(entry.primaryKey, row)
  return {
    id: itemId(source.pepper, entryName, field.field, key),
    source: source.name,
    subject: assertOwn(source, subjects, row.subject),
    category: segment.category,
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
  const segments = segmentsOf(source, question.categories)
  const subjects = await countSegments(source, question.identifiers, segments)
  const { offset, limit } = question.page ?? FIRST_PAGE
  const end = offset + Math.min(limit, LARGEST_PAGE)
  const wanted: { segment: Segment; statement: Statement }[] = []
  let before = 0
  for (const segment of segments) {
    const from = Math.max(offset - before, 0)
    const to = Math.min(end - before, segment.items)
    if (from < to) {
      const key = ["page", subjects.length === 1, segment.entryName, segment.category]
      const prepared = await source.prepare(key, (build) => writePage(build, segment, subjects))
      const statement = prepared.fill({ ...ownerSlots(subjects), offset: from, limit: to - from })
      wanted.push({ segment, statement })
    }
    before += segment.items
  }
  const answers =
    wanted.length === 0 ? [] : await source.reading.ask(wanted.map(({ statement }) => statement))
  const items = wanted.flatMap(({ segment }, i) =>
    (answers[i] ?? []).map((row) => itemOf(source, segment, subjects, row)),
  )
  const nextOffset = end < before ? end : null
  return { source: source.name, subjects, items, total: before, nextOffset, readAt: new Date().toISOString() }
}

/** The key that is meant among all of a person's rows of an entry, of which so many are held at once as can be named. */
async function keyNamed(
  source: PostgresSource,
  subjects: readonly string[],
  { name, entry }: { name: string; entry: Entry },
  isMeant: (key: RowKey) => boolean,
): Promise<RowKey | null> {
  const { table, primaryKey } = entry
  const listing = await source.prepare(["keys", subjects.length === 1, name], (build) => {
    const relation = relationOf(build, entry)
    const keys = primaryKey.map((column) => `t.${ident(column)}`).join(", ")
    const after = primaryKey.map((column) =>
      build.params.slot(`after.${column}`, columnOf(build.source, build.catalog, table, column).type),
    )
    const isAfter = `(${after[0]} is null or (${keys}) > (${after.join(", ")}))`
    const where = [ownedBy(build, relation, subjects), ...relation.where, isAfter].join(" and ")
    return `select ${keyColumns(entry)} from ${relation.from} where ${where} order by ${keys} limit ${build.params.add(MOST_NAMED, "bigint")}`
  })
  for (let last: RowKey | undefined; ; ) {
    const after = primaryKey.map((column) => [`after.${column}`, last?.[column] ?? null])
    const slots = { ...ownerSlots(subjects), ...Object.fromEntries(after) }
    const [rows = []] = await source.reading.ask([listing.fill(slots)])
    const keys = rows.map((row) => keyOf(primaryKey, row))
    const found = keys.find(isMeant)
    if (found || keys.length < MOST_NAMED) return found ?? null
    last = keys.at(-1)
  }
}

/** The bytes of one item of this person, found by its name among their own rows only. */
export async function readBinary(
  source: PostgresSource,
  identifiers: Identifiers,
  id: string,
): Promise<BinaryAnswer | null> {
  const parts = partsOfItemId(id)
  const entry = parts ? source.map.entries[parts.entry] : undefined
  const field = entry?.fields.find((each) => each.field === parts?.field)
  const subjects = await subjectsOf(source, identifiers)
  if (!parts || !entry || !field || subjects.length === 0) return null
  const one = subjects.length === 1
  const key = await keyNamed(source, subjects, { name: parts.entry, entry }, (each) => {
    return itemId(source.pepper, parts.entry, field.field, each) === id
  })
  if (!key) return null
  const bytes = await source.prepare(["bytes", one, parts.entry, field.field], (build) => {
    const relation = relationOf(build, entry)
    const where = [keyIn(build, "t", entry.table, entry.primaryKey), ownedBy(build, relation, subjects)]
    const media = field.mediaType === undefined ? "null::text" : `t.${ident(field.mediaType)}::text`
    return `select ${relation.owner}::text as subject, ${bytesValue(build, entry, field)} as bytes, ${media} as media from ${relation.from} where ${where.join(" and ")}`
  })
  const [[row] = []] = await source.reading.ask([bytes.fill({ ...ownerSlots(subjects), ...keySlots([key]) })])
  if (!row || !Buffer.isBuffer(row.bytes)) return null
  const subject = assertOwn(source, subjects, row.subject)
  return {
    source: source.name,
    subject,
    place: placeOfField(entry, field),
    bytes: row.bytes,
    mediaType: isoText(row.media),
  }
}
