import type { Json } from "../connector"
import { type Segment, segmentsOf } from "../postgres/count"
import { blockOf, sharedBy } from "../postgres/record-cells"
import { assertOwn, isStill } from "../postgres/subject"
import type { RecordBlock, RecordsAnswer, RecordsQuestion } from "../record-block"
import { onward, type Place, placeOf } from "../record-place"
import { itemOfText, itemText, liveValue } from "./field"
import { behindRow, isInOrder } from "./order"
import type { Row } from "./pool"
import { ownedBy, relationOf } from "./relation"
import { type Build, buildOf, columnOf, type MysqlSource, rowsOf } from "./source"
import { all, asText, columnAt, ident, join, type Sql, sql } from "./sql"
import { keyColumns } from "./steps"
import { meantBy, rowsOfKeys } from "./subject"
import { isoOf } from "./values"

/** So many rows of a category, each behind the one before, and where the next begin. */
export async function records(source: MysqlSource, question: RecordsQuestion): Promise<RecordsAnswer> {
  const { identifiers, category, limit, after } = question
  const segments = segmentsOf(source, [category])
  const place = placeOf(after, after === null ? (await meantBy(source, identifiers)).keys : [])
  const { keys: subjects } = place
  const [subject, segment] = [subjects[place.subject], segments[place.segment]]
  const nothing = { source: source.name, subjects, block: null, next: null }
  if (subject === undefined || !segment) return nothing
  // Who they are was found just now for the first of them; with all that follow it is asked again.
  const isTheirs = after === null || isStill(source, identifiers, subject, await rowsOfKeys(source, subjects))
  if (!isTheirs) return nothing
  const build = await buildOf(source)
  const rows = await rowsOf(source, writeRows(build, segment, subject, place, limit))
  // All of them are one person's.
  for (const row of rows) assertOwn(source, [subject], row.subject)
  const last = rows.at(-1)
  const { primaryKey } = segment.entry
  const behind =
    last && isInOrder(build, segment.entry) ? primaryKey.map((_, i) => String(last[`k${i}`])) : null
  return {
    source: source.name,
    subjects,
    block: last ? blockOf(source, segment, subject, writtenIn(build, segment, rows)) : null,
    next: onward(place, segments.length, { isFull: rows.length === limit, rows: rows.length, behind }),
  }
}

const texts = (columns: readonly string[], as: string): Sql[] =>
  columns.map((column, i) => sql`${asText(columnAt("t", column))} as ${ident(`${as}${i}`)}`)

function writeRows(
  build: Build,
  segment: Segment,
  subject: string,
  { skip, behind }: Place,
  limit: number,
): Sql {
  const { entry, fields } = segment
  const relation = relationOf(build, entry)
  const { moments, givers } = sharedBy(segment)
  const columns = [
    sql`${relation.owner} as subject, ${keyColumns("t", entry.primaryKey)}`,
    ...texts(moments, "m"),
    ...texts(givers, "g"),
    ...fields.map((field, i) => sql`${itemText(build, entry, field)} as ${ident(`v${i}`)}`),
  ]
  const live = fields.map((field) => sql`${liveValue(build, entry, field)} is not null`)
  const held = [ownedBy(build, relation, [subject]), ...relation.where, sql`(${join(live, " or ")})`]
  const where = all(behind ? [...held, behindRow(build, entry, behind)] : held)
  const order = entry.primaryKey.map((column) => columnAt("t", column))
  return sql`select ${join(columns, ", ")} from ${relation.from} where ${where}
order by ${join(order, ", ")} limit ${limit} offset ${behind ? 0 : skip}`
}

/** Rows as the cells that are put away for them. */
function writtenIn(
  build: Build,
  segment: Segment,
  rows: readonly Row[],
): Pick<RecordBlock, "rows" | "items" | "text"> {
  const { entry, fields } = segment
  const { moments, givers } = sharedBy(segment)
  let items = 0
  const cells = rows.map((row): (Json | object)[] => {
    const values = fields.map((field, i) => {
      const text = row[`v${i}`]
      return typeof text === "string" ? itemOfText(build, entry, field, text) : null
    })
    items += values.filter((value) => value !== null).length
    return [
      ...entry.primaryKey.map((_, i) => String(row[`k${i}`])),
      ...moments.map((column, i) =>
        isoOf(row[`m${i}`], columnOf(build, entry.table, column).type, entry.zone),
      ),
      ...givers.map((_, i) => (typeof row[`g${i}`] === "string" ? String(row[`g${i}`]) : null)),
      ...values,
    ]
  })
  return { rows: rows.length, items, text: JSON.stringify(cells) }
}
