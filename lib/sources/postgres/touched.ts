import type { Touched, TouchedPage, TouchedPerson } from "../connector"
import type { Entry } from "../map-schema"
import { type Segment, segmentsOf } from "./count"
import { type Build, columnOf } from "./entry-sql"
import { liveValue } from "./field-sql"
import { ownerSql } from "./owner-sql"
import { relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident } from "./sql"
import { identifySubjects } from "./subject"

/** A column of days or instants as an instant. A day begins at midnight where the entry's times are. */
function instantOf(build: Build, entry: Entry, column: string): string {
  const { type } = columnOf(build.source, build.catalog, entry.table, column)
  const name = `t.${ident(column)}`
  if (type === "timestamp with time zone") return name
  return `(${name}::timestamp at time zone ${build.params.add(entry.zone ?? "UTC", "text")})`
}

/** The keys of those of whom one entry holds something of the categories, recorded within the window. */
function writeOwners(build: Build, { entry, fields }: Segment, keyType: string, page: boolean): string {
  const { params } = build
  const relation = relationOf({ ...build, people: null }, entry)
  const owner = `${relation.owner}::${keyType}`
  const live = fields.map((field) => `${liveValue(build, entry, field)} is not null`).join(" or ")
  const keys = params.slot("keys", `${keyType}[]`)
  const where = [...relation.where, `(${live})`, `(${keys} is null or ${owner} = any(${keys}))`]
  if (entry.recordedAt !== undefined) {
    const at = instantOf(build, entry, entry.recordedAt)
    const [from, to] = [params.slot("from", "timestamptz"), params.slot("to", "timestamptz")]
    where.push(`(${from} is null or ${at} >= ${from})`, `(${to} is null or ${at} <= ${to})`)
  }
  if (page) {
    const after = params.slot("after", keyType)
    where.push(`(${after} is null or ${owner} > ${after})`)
  }
  const text = `select distinct ${owner} as subject from ${relation.from} where ${where.join(" and ")}`
  return page ? `(${text} order by 1 limit ${params.slot("most", "bigint")})` : `(${text})`
}

/** The segments of an entry as one: what is held there of any of the categories. */
function byEntry(segments: readonly Segment[]): Segment[] {
  const found = new Map<string, Segment>()
  for (const segment of segments) {
    const known = found.get(segment.entryName)
    found.set(segment.entryName, known ? { ...known, fields: [...known.fields, ...segment.fields] } : segment)
  }
  return [...found.values()]
}

async function owners(
  source: PostgresSource,
  { categories, from, to, keys }: Touched,
  page: TouchedPage | null,
) {
  const segments = byEntry(segmentsOf(source, categories))
  if (segments.length === 0) return null
  const { table, key } = source.map.subject
  const prepared = await source.prepare(["touched", categories, page !== null], (build) => {
    const { type } = ownerSql(build, "", table, key)
    const all = segments.map((segment) => writeOwners(build, segment, type, page !== null)).join("\nunion\n")
    if (!page) return `select count(*)::text as n from (${all}) u`
    return `select subject::text as subject from (${all}) u order by u.subject limit ${build.params.slot("most", "bigint")}`
  })
  const statement = prepared.fill({ from, to, keys, after: page?.after ?? null, most: page?.most ?? null })
  const [rows = []] = await source.reading.ask([statement])
  return rows
}

/** How many people the source holds such data of. */
export async function countTouched(source: PostgresSource, scope: Touched): Promise<number> {
  return Number((await owners(source, scope, null))?.[0]?.n ?? 0)
}

/** A page of them in the order of the source's keys: what each is known by there, their key first. */
export async function touched(
  source: PostgresSource,
  scope: Touched,
  page: TouchedPage,
): Promise<TouchedPerson[]> {
  const rows = (await owners(source, scope, page)) ?? []
  return identifySubjects(
    source,
    rows.map(({ subject }) => String(subject)),
  )
}
