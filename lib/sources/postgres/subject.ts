import type { Identifiers, TouchedPerson } from "../connector"
import { Quarantined, SourceRefused } from "../failures"
import type { Identity } from "../map-schema"
import type { Mapped } from "../planning"
import { normal, phoneForms } from "../spelling"
import { type Build, typedColumn } from "./entry-sql"
import { isAmongKeys, keyInSlot, ownerSql } from "./owner-sql"
import type { Row } from "./pool"
import type { PostgresSource } from "./source"
import { ident, type Statement, tableIdent } from "./sql"
import { type Aliased, ledTo } from "./step-sql"

/** The condition that a person's row, or what its steps lead to, carries the identifier. */
function matches(build: Build, table: string, identity: Identity): string {
  const { through, column } = identity
  if (!through) return matchesHere(build, { alias: "s", table }, identity)
  const { from, where, at } = ledTo(build, through, { alias: "s", table }, "p")
  return `exists (select 1 from ${from} where ${where} and ${matchesHere(build, at, { ...identity, column })})`
}

function matchesHere(build: Build, { alias, table }: Aliased, { normalise, column }: Identity): string {
  const { params } = build
  const { text: name, type } = typedColumn(build, alias, table, column)
  if (normalise === "phone") return `${name} = any(${params.slot("value", `${type}[]`)})`
  if (normalise === "lower") return `lower(${name}) = ${params.slot("value", "text")}`
  return `${name} = ${params.slot("value", type)}`
}

export const isBadKey = (error: unknown): boolean =>
  error instanceof SourceRefused && error.code.startsWith("22")

/** The values of an identifier that a person's row carries: one, or all those its steps lead to. */
function held(build: Build, table: string, { column, through }: Identity): string {
  if (!through) return `array[s.${ident(column)}::text]`
  const { from, where, at } = ledTo(build, through, { alias: "s", table }, "p")
  return `(select array_agg(distinct ${at.alias}.${ident(column)}::text) from ${from} where ${where})`
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : []

async function selecting(
  source: PostgresSource,
  by: string,
  value: unknown,
  condition: (build: Build) => string,
): Promise<Statement> {
  const { table, key, identifiers, language } = source.map.subject
  const prepared = await source.prepare(["subject", by], (build) => {
    const columns = identifiers.map((identity, i) => `${held(build, table, identity)} as "i${i}"`)
    const spoken = language === undefined ? "null" : `s.${ident(language)}::text`
    const { text, parts } = ownerSql(build, "s", table, key)
    return `select ${[`${text}::text as subject`, `${spoken} as language`, ...columns].join(", ")}
from ${tableIdent(table)} s where ${condition(build)} order by ${parts.map((part) => part.text).join(", ")}`
  })
  return prepared.fill({ value })
}

/** Null where what is asked for can be no key or identifier here at all. */
export async function select(source: PostgresSource, statement: Statement): Promise<Row[] | null> {
  try {
    const [rows = []] = await source.reading.ask([statement])
    return rows
  } catch (error) {
    if (isBadKey(error)) return null
    throw error
  }
}

export function selectingKeys(source: PostgresSource, keys: readonly string[]): Promise<Statement> {
  const { table, key } = source.map.subject
  return selecting(source, "", keys, (build) => isAmongKeys(build, ownerSql(build, "s", table, key), "value"))
}

export const rowsOf = async (source: PostgresSource, keys: readonly string[]): Promise<Row[]> =>
  (await select(source, await selectingKeys(source, keys))) ?? []

/** The source's own keys among what a person is known by. */
export const keysGiven = ({ map }: Pick<Mapped, "map">, identifiers: Identifiers): string[] =>
  identifiers.filter(({ kind }) => kind === map.subject.kind).map(({ value }) => value)

/** The keys of the rows found (`subject`, and `i0`… the identifiers), none of which may carry another proving value than the one known. */
export function proved(source: Mapped, identifiers: Identifiers, rows: readonly Row[]): string[] {
  for (const row of rows) {
    for (const [i, identity] of source.map.subject.identifiers.entries()) {
      const known = identifiers
        .filter((each) => each.kind === identity.kind)
        .map((each) => normal[identity.normalise](each.value))
      const values = textsOf(row[`i${i}`]).map(normal[identity.normalise])
      if (!identity.proves || known.length === 0 || values.length === 0) continue
      if (!values.some((value) => known.includes(value))) throw new Quarantined(source.name)
    }
  }
  return distinct(rows)
}

/** Whether the key is still the person's. Throws Quarantined when it became somebody else's. */
export function isStill(
  source: Mapped,
  identifiers: Identifiers,
  key: string,
  people: readonly Row[],
): boolean {
  const [known, given] = [proved(source, identifiers, people), keysGiven(source, identifiers)]
  return (given.length > 0 ? given : known).includes(key)
}

/** The keys of rows, each once: a phone can stand in several. */
export const distinct = (rows: readonly Row[]): string[] => [
  ...new Set(rows.map((row) => String(row.subject))),
]

/** The source's keys of everybody whose identifier matches, whatever its spelling. */
export async function findSubjects(source: PostgresSource, kind: string, value: string): Promise<string[]> {
  const { subject } = source.map
  if (kind === subject.kind) return distinct(await rowsOf(source, [value]))
  const identity = subject.identifiers.find((each) => each.kind === kind)
  if (!identity) return []
  const { normalise } = identity
  const wanted = normalise === "phone" ? phoneForms(value) : normal[normalise](value)
  const statement = await selecting(source, kind, wanted, (build) => matches(build, subject.table, identity))
  return distinct((await select(source, statement)) ?? [])
}

/** The source's keys of its people, so many after the one given, in the order of the keys. */
export async function everybody(
  source: PostgresSource,
  after: string | null,
  most: number,
): Promise<string[]> {
  const { table, key } = source.map.subject
  const statement = await source.prepare(["people", after === null], (build) => {
    const { text, parts } = ownerSql(build, "s", table, key)
    const columns = parts.map((part) => part.text).join(", ")
    const types = parts.map(({ type }) => type)
    const later =
      after === null ? "" : ` where (${columns}) > (${keyInSlot(build, "after", types).join(", ")})`
    return `select ${text}::text as subject from ${tableIdent(table)} s${later} order by ${columns} limit ${build.params.slot("most", "integer")}`
  })
  const [rows = []] = await source.reading.ask([statement.fill({ after, most })])
  return distinct(rows)
}

/** The identifiers the source holds for one of its keys, in the map's order; the key itself first. */
export async function identifySubject(source: PostgresSource, key: string): Promise<Identifiers> {
  return (await identifySubjects(source, [key]))[0]?.identifiers ?? []
}

/** The same of several keys, in their order, with the language of each; those the source does not know are left out. */
export async function identifySubjects(
  source: PostgresSource,
  keys: readonly string[],
): Promise<TouchedPerson[]> {
  return personsOf(source, keys.length === 0 ? [] : await rowsOf(source, keys))
}

/** What rows of the people's table say of those they are about. */
export function personsOf({ map }: Pick<Mapped, "map">, rows: readonly Row[]): TouchedPerson[] {
  const { kind, identifiers } = map.subject
  return rows.map((row) => {
    const held = identifiers.flatMap((identity, i) =>
      textsOf(row[`i${i}`])
        .filter((value) => value.trim() !== "")
        .map((value) => ({ kind: identity.kind, value: normal[identity.normalise](value) })),
    )
    const language = typeof row.language === "string" ? row.language.trim() : null
    return { identifiers: [{ kind, value: String(row.subject) }, ...held], language }
  })
}

/** Throws Quarantined unless the answer's key is among those asked about. */
export function assertOwn(
  source: Pick<Mapped, "name">,
  subjects: readonly string[],
  answered: unknown,
): string {
  const key = String(answered)
  if (!subjects.includes(key)) throw new Quarantined(source.name)
  return key
}
