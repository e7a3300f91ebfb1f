import type { BinaryAnswer, Identifiers, Item, ReadAnswer, ReadQuestion } from "../connector"
import type { Entry, Field } from "../map-schema"
import { type Segment, segmentsOf } from "../postgres/count"
import { itemId, partsOfItemId } from "../postgres/item-id"
import { FIRST_PAGE, keyOf, LARGEST_PAGE, originCode } from "../postgres/read"
import { assertOwn } from "../postgres/subject"
import { placeOfField } from "../postgres/value-sql"
import { placesOfItem } from "../restriction-map"
import { countSegments } from "./count"
import { rawValue } from "./erased"
import { itemOfText, itemText } from "./field"
import type { Row } from "./pool"
import { ownedBy, relationOf } from "./relation"
import { type Build, buildOf, columnOf, type MysqlSource, rowsOf } from "./source"
import { all, asText, columnAt, join, raw, type Sql, sql } from "./sql"
import { keyColumns } from "./steps"
import { meantBy } from "./subject"
import { isoOf, keyIn } from "./values"

const text = (column: string | undefined): Sql =>
  column === undefined ? raw("null") : asText(columnAt("t", column))

/** The column that says who gave a field's value; none where the map says it of all. */
function originColumn(entry: Entry, field: Field): string | undefined {
  const origin = field.origin ?? entry.origin
  return typeof origin === "string" ? undefined : origin.column
}

const perField = (fields: readonly Field[], of: (field: Field) => Sql): Sql =>
  sql`case f.n ${join(
    fields.map((field, i) => sql`when ${raw(String(i))} then ${of(field)}`),
    " ",
  )} end`

// One datum per line straight from SQL, so that a page of 100 reads 100 and not whole tables.
function writePage(
  build: Build,
  { entry, fields }: Segment,
  subjects: readonly string[],
  from: number,
  most: number,
) {
  const relation = relationOf(build, entry)
  const numbers = fields.map((_, i) => raw(i === 0 ? "select 0 as n" : `select ${i}`))
  const columns = [
    sql`${relation.owner} as subject, ${keyColumns("t", entry.primaryKey)}, f.n`,
    sql`${perField(fields, (field) => itemText(build, entry, field))} as value`,
    sql`${perField(fields, (field) => text(originColumn(entry, field)))} as given_by`,
    sql`${perField(fields, (field) => text(field.givenAt ?? entry.givenAt))} as given_at`,
    sql`${text(entry.recordedAt)} as recorded`,
  ]
  const where = all([ownedBy(build, relation, subjects), ...relation.where])
  const keys = entry.primaryKey.map((column) => columnAt("t", column))
  return sql`select ${join(columns, ", ")} from ${relation.from} cross join (${join(numbers, " union all ")}) f
where ${where} having value is not null order by ${join([...keys, raw("f.n")], ", ")} limit ${most} offset ${from}`
}

function itemOf(
  source: MysqlSource,
  build: Build,
  segment: Segment,
  subjects: readonly string[],
  row: Row,
): Item {
  const { entry, entryName, home } = segment
  const field = segment.fields[Number(row.n)]
  if (!field) throw new Error(`no such field in ${entryName}`)
  const key = keyOf(entry.primaryKey, row)
  const at = (column: string | undefined, value: unknown) =>
    column === undefined ? null : isoOf(value, columnOf(build, entry.table, column).type, entry.zone)
  return {
    id: itemId(source.pepper, home, field.field, key),
    source: source.name,
    subject: assertOwn(source, subjects, row.subject),
    category: segment.category,
    field: field.field,
    value: itemOfText(build, entry, field, String(row.value)),
    type: field.type,
    origin: {
      by: originCode(field.origin ?? entry.origin, row.given_by),
      at: at(field.givenAt ?? entry.givenAt, row.given_at),
    },
    thirdPerson: field.thirdPerson ?? false,
    place: placeOfField(entry, field),
    key,
    recordedAt: at(entry.recordedAt, row.recorded),
  }
}

/** A page of items in the order of the map: counts first, then only the tables the page touches. */
export async function read(source: MysqlSource, question: ReadQuestion): Promise<ReadAnswer> {
  const segments = segmentsOf(source, question.categories)
  const subjects = await countSegments(source, question.identifiers, segments)
  const build = await buildOf(source)
  const { offset, limit } = question.page ?? FIRST_PAGE
  const end = offset + Math.min(limit, LARGEST_PAGE)
  const wanted: { segment: Segment; statement: Sql }[] = []
  let before = 0
  for (const segment of segments) {
    const from = Math.max(offset - before, 0)
    const to = Math.min(end - before, segment.items)
    if (from < to) wanted.push({ segment, statement: writePage(build, segment, subjects, from, to - from) })
    before += segment.items
  }
  const answers =
    wanted.length === 0 ? [] : await source.reading.ask(wanted.map(({ statement }) => statement))
  const items = wanted.flatMap(({ segment }, i) =>
    (answers[i] ?? []).map((row) => itemOf(source, build, segment, subjects, row)),
  )
  const nextOffset = end < before ? end : null
  return { source: source.name, subjects, items, total: before, nextOffset, readAt: new Date().toISOString() }
}

/** The bytes of an item where its row lies in an entry. */
async function bytesIn(
  source: MysqlSource,
  subjects: readonly string[],
  name: string,
  item: { id: string; entry: string; field: string },
): Promise<BinaryAnswer | null> {
  const entry = source.map.entries[name]
  const field = entry?.fields.find((each) => each.field === item.field)
  if (!entry || !field) return null
  const build = await buildOf(source)
  const relation = relationOf(build, entry)
  const where = [ownedBy(build, relation, subjects), ...relation.where]
  const listing = sql`select ${keyColumns("t", entry.primaryKey)} from ${relation.from} where ${all(where)}`
  const key = (await rowsOf(source, listing))
    .map((each) => keyOf(entry.primaryKey, each))
    .find((each) => itemId(source.pepper, item.entry, field.field, each) === item.id)
  if (!key) return null
  const mine = all([...where, keyIn(build, "t", entry.table, entry.primaryKey, [key])])
  const [row] = await rowsOf(
    source,
    sql`select ${relation.owner} as subject, ${rawValue(build, entry, field)} as bytes, ${text(field.mediaType)} as media from ${relation.from} where ${mine}`,
  )
  if (!row || !Buffer.isBuffer(row.bytes)) return null
  return {
    source: source.name,
    subject: assertOwn(source, subjects, row.subject),
    place: placeOfField(entry, field),
    bytes: row.bytes,
    mediaType: typeof row.media === "string" ? row.media : null,
  }
}

/** The bytes of one item of this person, found by its name among their own rows only. */
export async function readBinary(
  source: MysqlSource,
  identifiers: Identifiers,
  id: string,
): Promise<BinaryAnswer | null> {
  const parts = partsOfItemId(id)
  const { keys: subjects } = await meantBy(source, identifiers)
  if (!parts || subjects.length === 0) return null
  for (const name of placesOfItem(source.map, parts.entry)) {
    const found = await bytesIn(source, subjects, name, { id, ...parts })
    if (found) return found
  }
  return null
}
