import type { CountAnswer, CountQuestion, Identifiers, LastRecorded } from "../connector"
import { groupBy } from "../group"
import { byEntry, filled, inCategories, leavesAYear, type Segment, segmentsOf } from "../postgres/count"
import { latest } from "../postgres/last-recorded"
import { assertOwn } from "../postgres/subject"
import { leftValue, liveValue } from "./field"
import { ownedBy, relationOf } from "./relation"
import { type Build, columnOf, type MysqlSource } from "./source"
import { all, asText, columnAt, ident, join, raw, type Sql, sql } from "./sql"
import { askAbout } from "./subject"
import { isoOf } from "./values"

function writeCount(build: Build, segments: readonly Segment[], subjects: readonly string[]): Sql {
  const [first] = segments
  if (!first) throw new Error("nothing to count")
  const relation = relationOf(build, first.entry)
  const counts = segments.map((segment, i) => {
    const sum = (value: typeof liveValue, name: string) => {
      const fields = segment.fields.map((field) => sql`count(${value(build, first.entry, field)})`)
      return sql`${join(fields, " + ")} as ${ident(`${name}${i}`)}`
    }
    return [sum(liveValue, "n"), ...(leavesAYear(segment) ? [sum(leftValue, "l")] : [])]
  })
  const where = all([ownedBy(build, relation, subjects), ...relation.where])
  return sql`select ${relation.owner} as subject, ${join(counts.flat(), ", ")} from ${relation.from} where ${where} group by 1`
}

/** Finds the person and fills in how many of their items each segment has; gives the keys of whoever was found. */
export async function countSegments(
  source: MysqlSource,
  identifiers: Identifiers,
  segments: readonly Segment[],
): Promise<string[]> {
  const { answers, ...about } = await askAbout(source, identifiers, (build, keys) =>
    byEntry(segments).map((group) => writeCount(build, group, keys)),
  )
  return filled(source, about, segments, answers)
}

/** Items per category; categories without items are left out. */
export async function count(source: MysqlSource, question: CountQuestion): Promise<CountAnswer> {
  const segments = segmentsOf(source, question.categories)
  const subjects = await countSegments(source, question.identifiers, segments)
  const readAt = new Date().toISOString()
  return { source: source.name, subjects, categories: inCategories(segments), readAt }
}

/** `undated`: rows that hold an item and do not say when it was recorded; `last`: the latest of the others. */
function writeLast(build: Build, { entry, fields }: Segment, subjects: readonly string[]): Sql {
  const relation = relationOf(build, entry)
  const live = fields.map((field) => sql`${liveValue(build, entry, field)} is not null`)
  const at = entry.recordedAt === undefined ? raw("null") : columnAt("t", entry.recordedAt)
  const where = all([ownedBy(build, relation, subjects), ...relation.where, sql`(${join(live, " or ")})`])
  return sql`select ${relation.owner} as subject, sum(${at} is null) as undated, ${asText(sql`max(${at})`)} as last
from ${relation.from} where ${where} group by 1`
}

/** When the last item of each category was recorded, as `Connector.lastRecorded` says it. */
export async function lastRecorded(
  source: MysqlSource,
  { identifiers, categories }: CountQuestion,
): Promise<LastRecorded[]> {
  const segments = segmentsOf(source, categories)
  const catalog = await source.catalog()
  const { keys, answers } = await askAbout(source, identifiers, (build, asked) =>
    segments.map((segment) => writeLast(build, segment, asked)),
  )
  const found = segments.flatMap(({ category, entry }, i) =>
    (answers[i] ?? []).map((row) => {
      assertOwn(source, keys, row.subject)
      if (entry.recordedAt === undefined || Number(row.undated) > 0) return { category, at: null }
      const { type } = columnOf({ source: source.name, catalog }, entry.table, entry.recordedAt)
      return { category, at: isoOf(row.last, type, entry.zone) }
    }),
  )
  return [...groupBy(found, ({ category }) => category)].map(([category, rows]) => {
    const known = rows.flatMap(({ at }) => (at === null ? [] : [at]))
    return { category, at: known.length === rows.length ? latest(known) : null }
  })
}
