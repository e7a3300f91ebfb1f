import type { Identifiers, TouchedPerson } from "../connector"
import { SourceRefused } from "../failures"
import type { Identity } from "../map-schema"
import { type Meant, meant } from "../postgres/meant"
import { distinct, keysGiven, personsOf, proved } from "../postgres/subject"
import { normal, phoneForms } from "../spelling"
import { behind } from "./order"
import { columnsOfKey, isAmongKeys, ownerSql, partsOfKey } from "./owner"
import type { Row } from "./pool"
import { type Build, buildOf, columnOf, type MysqlSource, rowsOf } from "./source"
import { all, asText, columnAt, ident, isExactly, join, raw, type Sql, sql, tableIdent } from "./sql"
import { type Aliased, ledTo } from "./steps"
import { typed } from "./values"

/** The condition that a person's row, or what its steps lead to, carries the identifier. */
function matches(build: Build, table: string, identity: Identity, value: string): Sql {
  const { through } = identity
  if (!through) return matchesHere(build, { alias: "s", table }, identity, value)
  const { from, where, at } = ledTo(build, through, { alias: "s", table }, "p")
  return sql`exists (select 1 from ${from} where ${where} and ${matchesHere(build, at, identity, value)})`
}

// A collation may take other letters for the same: an index finds by it, and what is found is compared letter by letter.
function matchesHere(build: Build, at: Aliased, { normalise, column }: Identity, value: string): Sql {
  const name = columnAt(at.alias, column)
  const known = columnOf(build, at.table, column)
  const is = (each: string) =>
    known.collation === null
      ? sql`${name} = ${typed(build, each, known)}`
      : sql`(${name} = ${each} and ${isExactly(name, sql`${each}`)})`
  if (normalise === "phone") return sql`(${join(phoneForms(value).map(is), " or ")})`
  const wanted = normal[normalise](value)
  return normalise === "lower" ? isExactly(sql`lower(${asText(name)})`, sql`${wanted}`) : is(wanted)
}

/** The values of an identifier that a person's row carries, as a JSON list: one, or all those its steps lead to. */
function held(build: Build, table: string, { column, through }: Identity): Sql {
  if (!through) return sql`json_array(${asText(columnAt("s", column))})`
  const { from, where, at } = ledTo(build, through, { alias: "s", table }, "p")
  const values = sql`group_concat(distinct json_quote(${asText(columnAt(at.alias, column))}))`
  return sql`(select concat('[', coalesce(${values}, ''), ']') from ${from} where ${where})`
}

/** Null where what is asked for can be no key or identifier here at all. */
async function select(source: MysqlSource, condition: (build: Build) => Sql): Promise<Row[] | null> {
  const { table, key, identifiers, language } = source.map.subject
  const build = await buildOf(source)
  const { text, parts } = ownerSql(build, "s", table, key)
  const columns = [
    sql`${text} as subject`,
    sql`${language === undefined ? raw("null") : asText(columnAt("s", language))} as language`,
    ...identifiers.map((identity, i) => sql`${held(build, table, identity)} as ${ident(`i${i}`)}`),
  ]
  const order = join(
    parts.map((part) => part.text),
    ", ",
  )
  try {
    const rows = await rowsOf(
      source,
      sql`select ${join(columns, ", ")} from ${tableIdent(table)} s where ${condition(build)} order by ${order}`,
    )
    return rows.map((row) => ({
      ...row,
      ...Object.fromEntries(identifiers.map((_, i) => [`i${i}`, listOf(row[`i${i}`])])),
    }))
  } catch (error) {
    if (error instanceof SourceRefused && error.code.startsWith("22")) return null
    throw error
  }
}

const listOf = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value)

const selectKeys = (source: MysqlSource, keys: readonly string[]): Promise<Row[] | null> => {
  const { table, key } = source.map.subject
  return select(source, (build) => isAmongKeys(build, ownerSql(build, "s", table, key), keys))
}

/** The rows of the people with these keys, and what they are known by. */
export const rowsOfKeys = async (source: MysqlSource, keys: readonly string[]): Promise<Row[]> =>
  (await selectKeys(source, keys)) ?? []

/** Whom the identifiers mean; see the PostgreSQL connector's. Throws Quarantined. */
export async function meantBy(source: MysqlSource, identifiers: Identifiers): Promise<Meant> {
  const given = keysGiven(source, identifiers)
  if (given.length > 0) {
    const rows = await selectKeys(source, given)
    return rows ? meant(proved(source, identifiers, rows), given) : { subjects: [], keys: [] }
  }
  const proving = source.map.subject.identifiers.filter((identity) => identity.proves)
  const known = identifiers.filter((each) => proving.some((identity) => identity.kind === each.kind))
  const keys = (await Promise.all(known.map((each) => findSubjects(source, each.kind, each.value)))).flat()
  return meant(keys.length === 0 ? [] : proved(source, identifiers, await rowsOfKeys(source, keys)), [])
}

/** Asks questions about whoever the identifiers mean, and who that is. */
export async function askAbout(
  source: MysqlSource,
  identifiers: Identifiers,
  questions: (build: Build, keys: readonly string[]) => Sql[],
): Promise<Meant & { answers: Row[][] }> {
  const about = await meantBy(source, identifiers)
  if (about.keys.length === 0) return { ...about, answers: [] }
  const asked = questions(await buildOf(source), about.keys)
  return { ...about, answers: asked.length === 0 ? [] : await source.reading.ask(asked) }
}

/** The source's keys of everybody whose identifier matches, whatever its spelling. */
export async function findSubjects(source: MysqlSource, kind: string, value: string): Promise<string[]> {
  const { subject } = source.map
  if (kind === subject.kind) return distinct(await rowsOfKeys(source, [value]))
  const identity = subject.identifiers.find((each) => each.kind === kind)
  if (!identity) return []
  return distinct((await select(source, (build) => matches(build, subject.table, identity, value))) ?? [])
}

/** The source's keys of its people, so many after the one given, in the order of the keys. */
export async function everybody(source: MysqlSource, after: string | null, most: number): Promise<string[]> {
  const { table, key } = source.map.subject
  const build = await buildOf(source)
  const { text, parts } = ownerSql(build, "s", table, key)
  const names = parts.map((part) => part.text)
  const columns = join(names, ", ")
  const later =
    after === null ? all([]) : behind(names, partsOfKey(build, columnsOfKey(build, table, key), after))
  return distinct(
    await rowsOf(
      source,
      sql`select ${text} as subject from ${tableIdent(table)} s where ${later} order by ${columns} limit ${most}`,
    ),
  )
}

/** The identifiers the source holds for its keys, in their order, with the language of each; unknown ones are left out. */
export async function identifySubjects(
  source: MysqlSource,
  keys: readonly string[],
): Promise<TouchedPerson[]> {
  return personsOf(source, keys.length === 0 ? [] : await rowsOfKeys(source, keys))
}
