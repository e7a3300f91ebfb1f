import type { RecordsAnswer, RecordsQuestion } from "../record-block"
import { onward, type Place, placeOf } from "../record-place"
import { type Segment, segmentsOf } from "./count"
import { type Build, typedColumn } from "./entry-sql"
import { cellMoment, cellValue, liveValue } from "./field-sql"
import { needsOf } from "./grants"
import { meantBy } from "./meant"
import type { Row } from "./pool"
import { blockOf, sharedBy } from "./record-cells"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident, type Statement } from "./sql"
import { assertOwn, isStill, selectingKeys } from "./subject"

/** So many rows of a category as the source itself writes them, and where the next begin. */
export async function records(source: PostgresSource, question: RecordsQuestion): Promise<RecordsAnswer> {
  const { identifiers, category, limit, after } = question
  const segments = segmentsOf(source, [category])
  const place = placeOf(after, after === null ? (await meantBy(source, identifiers)).keys : [])
  const { keys: subjects } = place
  const [subject, segment] = [subjects[place.subject], segments[place.segment]]
  const nothing = { source: source.name, subjects, block: null, next: null }
  if (subject === undefined || !segment) return nothing
  const asked = await asking(source, segment, subject, place, limit)
  // Who they are was found just now for the first of them; with all that follow it is asked again.
  const [rows = [], people] = await source.reading.ask(
    after === null ? [asked] : [asked, await selectingKeys(source, subjects)],
  )
  if (people && !isStill(source, identifiers, subject, people)) return nothing
  // All of them are one person's: a second line is somebody else's.
  for (const row of rows) assertOwn(source, [subject], row.subject)
  const [found] = rows
  return {
    source: source.name,
    subjects,
    block: found ? blockOf(source, segment, subject, writtenIn(found)) : null,
    next: onward(place, segments.length, await takenOf(source, segment, found, limit)),
  }
}

async function asking(
  source: PostgresSource,
  segment: Segment,
  subject: string,
  { skip, behind }: Place,
  limit: number,
): Promise<Statement> {
  const key = ["records", segment.entryName, segment.category, behind !== null]
  const prepared = await source.prepare(key, (build) =>
    writeRows(build, segment, {
      subject,
      columns: columnsOf(source, build, segment),
      isBehind: behind !== null,
    }),
  )
  const from = behind?.map((value, i) => [`behind.${i}`, value] as const) ?? [["offset", skip] as const]
  return prepared.fill({ ...ownerSlots([subject]), ...Object.fromEntries(from), limit })
}

async function takenOf(source: PostgresSource, segment: Segment, found: Row | undefined, limit: number) {
  const rows = Number(found?.rows ?? 0)
  const isKnown = found && isInOrder({ catalog: await source.catalog() }, segment)
  const behind = isKnown ? segment.entry.primaryKey.map((_, i) => String(found[`l${i}`])) : null
  return { isFull: rows === limit, rows, behind }
}

/** Whether every row of the entry has its place among the others: then rows can be asked for behind one. */
const isInOrder = ({ catalog }: Pick<Build, "catalog">, { entry }: Segment): boolean =>
  catalog.relations.get(entry.table)?.kind === "table" &&
  entry.primaryKey.every((column) => catalog.columns.get(entry.table)?.get(column)?.required)

const writtenIn = (row: Row) => ({
  rows: Number(row.rows),
  items: Number(row.items),
  text: String(row.cells),
})

type Wanted = { subject: string; columns: string; isBehind: boolean }

/** Of a table's columns those that the map names: no other may be read. */
function columnsOf({ map }: PostgresSource, { catalog }: Build, { entry: { table } }: Segment): string {
  const read = needsOf(map).get(table)?.get("select") ?? []
  const known = [...read].filter((column) => catalog.columns.get(table)?.has(column))
  return known.map((column) => `t.${ident(column)}`).join(", ")
}

// The rows are picked first, so that what is made of a row is made for these alone. They leave as one text, which is
// taken apart where it is needed and not on the way there.
function writeRows(build: Build, segment: Segment, { subject, columns, isBehind }: Wanted): string {
  const { entry, fields } = segment
  const relation = relationOf(build, entry)
  const keys = entry.primaryKey.map((column) => typedColumn(build, "t", entry.table, column))
  const names = keys.map(({ text }) => text).join(", ")
  const own = [ownedBy(build, relation, [subject]), ...relation.where]
  const live = fields.map((field) => liveValue(build, entry, field))
  const slots = keys.map(({ type }, i) => (isBehind ? build.params.slot(`behind.${i}`, type) : ""))
  const later = isBehind ? [`(${names}) > (${slots.join(", ")})`] : []
  const isHeld = live.map((value) => `${value} is not null`).join(" or ")
  const limit = build.params.slot("limit", "bigint")
  const offset = isBehind ? "" : ` offset ${build.params.slot("offset", "bigint")}`
  const picked = `select ${columns} from ${relation.from} where ${[...own, `(${isHeld})`, ...later].join(" and ")}
    order by ${names} limit ${limit}${offset}`
  const order = keys.map((_, i) => `q.k${i}`).join(", ")
  const last = keys.map((_, i) => `(array_agg(q.k${i}::text order by ${order}))[count(*)] as l${i}`)
  return `select q.subject, count(*)::int as rows, sum(q.items)::int as items, ${last.join(", ")},
  '[' || string_agg(q.cells::text, ',' order by ${order}) || ']' as cells
from (select ${relation.owner}::text as subject, ${keys.map(({ text }, i) => `${text} as k${i}`).join(", ")},
    num_nonnulls(${live.join(", ")}) as items, ${writeCells(build, segment)} as cells
  from ${relationOf(build, entry, `(${picked})`).from} where ${own.join(" and ")}) q
group by 1`
}

function writeCells(build: Build, segment: Segment): string {
  const { entry, fields } = segment
  const { moments, givers } = sharedBy(segment)
  const cells = [
    ...entry.primaryKey.map((column) => `t.${ident(column)}::text`),
    ...moments.map((column) => cellMoment(build, entry, column)),
    ...givers.map((column) => `t.${ident(column)}::text`),
    ...fields.map((field) => cellValue(build, entry, field)),
  ]
  return `json_build_array(${cells.join(", ")})`
}
