import type { FactAnswer, Identifiers, Touched, TouchedPage, TouchedPerson } from "../connector"
import { SourceRefused } from "../failures"
import { groupBy } from "../group"
import type { Entry, Field } from "../map-schema"
import { segmentsOf } from "../postgres/count"
import { together } from "../postgres/fact"
import { liveValue } from "./field"
import { behind } from "./order"
import { columnsOfKey, isAmongKeys, partsOfKey } from "./owner"
import type { Row } from "./pool"
import { relationOf } from "./relation"
import { type Build, buildOf, columnOf, type MysqlSource, rowsOf } from "./source"
import { all, columnAt, isExactly, join, raw, type Sql, sql } from "./sql"
import { askAbout, identifySubjects } from "./subject"
import { momentFor } from "./values"

/** The keys of everybody in whose records one of these phones stands as a contact person's, each once, in order. */
export async function holders(source: MysqlSource, phones: Identifiers): Promise<string[]> {
  const known = source.map.contactPersons
  const entry = known && source.map.entries[known.entry]
  if (!known || !entry || phones.length === 0) return []
  const relation = relationOf({ ...(await buildOf(source)), people: null }, entry)
  const phone = columnAt("t", known.phone)
  const is = phones.map(({ value }) => sql`(${phone} = ${value} and ${isExactly(phone, sql`${value}`)})`)
  const where = all([sql`(${join(is, " or ")})`, ...relation.where])
  const rows = await rowsOf(
    source,
    sql`select distinct ${relation.owner} as subject from ${relation.from} where ${where} order by 1`,
  )
  return rows.map((row) => String(row.subject))
}

/** The keys (o0…) of those of whom one entry holds something, recorded within the window. */
function writeOwners(
  build: Build,
  entry: Entry,
  fields: readonly Field[],
  { from, to, keys }: Touched,
  later: (names: readonly Sql[]) => Sql,
): Sql {
  const relation = relationOf({ ...build, people: null }, entry)
  const live = fields.map((field) => sql`${liveValue(build, entry, field)} is not null`)
  const where = [...relation.where, sql`(${join(live, " or ")})`]
  if (keys) where.push(isAmongKeys(build, relation.key, keys))
  if (entry.recordedAt !== undefined) {
    const { type } = columnOf(build, entry.table, entry.recordedAt)
    const at = columnAt("t", entry.recordedAt)
    if (from !== null) where.push(sql`${at} >= ${momentFor(from, type, entry.zone)}`)
    if (to !== null) where.push(sql`${at} <= ${momentFor(to, type, entry.zone)}`)
  }
  const names = relation.key.parts.map(({ text }) => text)
  where.push(later(names))
  const columns = names.map((name, i) => sql`${name} as ${raw(`o${i}`)}`)
  return sql`select ${relation.owner} as subject, ${join(columns, ", ")} from ${relation.from} where ${all(where)}`
}

async function owners(source: MysqlSource, scope: Touched, page: TouchedPage | null): Promise<Row[]> {
  const entries = groupBy(segmentsOf(source, scope.categories), ({ entryName }) => entryName)
  if (entries.size === 0) return []
  const build = await buildOf(source)
  const { table, key } = source.map.subject
  const columns = columnsOfKey(build, table, key)
  const after = page?.after ?? null
  const beyond = after === null ? [] : partsOfKey(build, columns, after)
  const later = (names: readonly Sql[]) => (after === null ? all([]) : behind(names, beyond))
  const found = [...entries.values()].flatMap((segments) =>
    segments.slice(0, 1).map(({ entry }) =>
      writeOwners(
        build,
        entry,
        segments.flatMap(({ fields }) => fields),
        scope,
        later,
      ),
    ),
  )
  const people = join(found, " union ")
  if (!page) return rowsOf(source, sql`select count(distinct u.subject) as n from (${people}) u`)
  const order = raw(columns.map((_, i) => `o${i}`).join(", "))
  return rowsOf(
    source,
    sql`select distinct u.subject as subject, ${order} from (${people}) u order by ${order} limit ${page.most}`,
  )
}

/** How many people the source holds such data of. */
export async function countTouched(source: MysqlSource, scope: Touched): Promise<number> {
  return Number((await owners(source, scope, null))[0]?.n ?? 0)
}

/** A page of them in the order of the source's keys: what each is known by there, their key first. */
export async function touched(
  source: MysqlSource,
  scope: Touched,
  page: TouchedPage,
): Promise<TouchedPerson[]> {
  const rows = await owners(source, scope, page)
  return identifySubjects(
    source,
    rows.map(({ subject }) => String(subject)),
  )
}

/** The map's own SQL, whose `$1` is the source's key of the person, and `$2` the next column of a key of several. */
export function writeFact(build: Build, source: MysqlSource, name: string, subject: string | null): Sql {
  const { table, key } = source.map.subject
  const keys = subject === null ? [] : partsOfKey(build, columnsOfKey(build, table, key), subject)
  const [first = "", ...pieces] = (source.map.facts[name]?.sql ?? "").split(/\$(?=\d\b)/)
  if ([first, ...pieces].some((piece) => piece.includes("?")))
    throw new SourceRefused(source.name, `has a question mark in the SQL of the fact ${name}`, "42601")
  const asked = pieces.map((piece) => sql`${keys[Number(piece[0]) - 1] ?? raw("null")}${raw(piece.slice(1))}`)
  return sql`with asked as (${join([raw(first), ...asked], "")}) select value, since, evidence from asked`
}

/** Truth comes as 0 and 1, evidence as JSON text. */
const told = ({ value, since, evidence }: Row): Row => ({
  value: value === null ? null : Number(value) !== 0,
  since,
  evidence: typeof evidence === "string" ? JSON.parse(evidence) : evidence,
})

/** Asks named questions of the data map about one person. Throws SourceRefused when the map has no such fact. */
export async function facts(
  source: MysqlSource,
  names: readonly string[],
  identifiers: Identifiers,
): Promise<FactAnswer[]> {
  const unknown = names.find((name) => !source.map.facts[name])
  if (unknown !== undefined) throw new SourceRefused(source.name, `has no fact ${unknown} in the data map`)
  const { subjects, keys, answers } = await askAbout(source, identifiers, (build, asked) =>
    names.flatMap((name) => asked.map((subject) => writeFact(build, source, name, subject))),
  )
  const readAt = new Date().toISOString()
  return names.map((_, n) => {
    // Of whom nothing but leftovers is there, nothing is known.
    const mine = keys.flatMap((key, k) =>
      subjects.includes(key) ? (answers[n * keys.length + k]?.slice(0, 1) ?? []) : [],
    )
    return { source: source.name, subjects, ...together(mine.map(told)), readAt }
  })
}
