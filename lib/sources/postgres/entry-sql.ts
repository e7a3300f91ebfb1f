import type { RowKey } from "../connector"
import { SourceRefused } from "../failures"
import type { Assignments, Entry, Where } from "../map-schema"
import type { Catalog, Column } from "./catalog"
import { ident, type Params, type Slots, tableIdent } from "./sql"

/** The column as the live schema knows it; a missing one is a refusal in words. */
export function columnOf(source: string, catalog: Catalog, table: string, column: string): Column {
  const found = catalog.columns.get(table)?.get(column)
  if (!found)
    throw new SourceRefused(source, `has no column ${table}.${column}, which the data map names`, "42703")
  return found
}

/** What SQL is built from: the source's name and live schema, and the statement's parameters. */
export type Build = { readonly source: string; readonly catalog: Catalog; readonly params: Params }

/** Conditions of the map over one table. */
export function conditions(build: Build, alias: string, table: string, where: Where): string[] {
  return Object.entries(where).map(([column, value]) => {
    const name = `${alias}.${ident(column)}`
    if (value === null) return `${name} is null`
    if (typeof value === "object") return `${name} is not null`
    return `${name} = ${build.params.add(String(value), columnOf(build.source, build.catalog, table, column).type)}`
  })
}

/** One entry as SQL: `t` its rows, `s` the shared rows, `p1`… the way to the person. */
type Relation = {
  readonly from: string
  readonly where: readonly string[]
  /** The column that holds the person's key. */
  readonly owner: string
  readonly ownerType: string
}

/** The FROM clause of an entry and the column that says whose each row is. */
export function relationOf(build: Build, entry: Entry): Relation {
  const steps = entry.path ?? []
  const joins = steps.map((step, i) => {
    const alias = `p${i + 1}`
    const before = i === 0 ? "t" : `p${i}`
    const on = Object.entries(step.on).map(
      ([mine, theirs]) => `${alias}.${ident(mine)} = ${before}.${ident(theirs)}`,
    )
    const all = [...on, ...conditions(build, alias, step.table, step.where ?? {})]
    return `join ${tableIdent(step.table)} ${alias} on ${all.join(" and ")}`
  })
  if (entry.shares) {
    const on = Object.entries(entry.shares.on).map(
      ([theirs, mine]) => `s.${ident(theirs)} = t.${ident(mine)}`,
    )
    joins.push(`join ${tableIdent(entry.shares.table)} s on ${on.join(" and ")}`)
  }
  const last = steps.at(-1)
  return {
    from: [`${tableIdent(entry.table)} t`, ...joins].join(" "),
    where: conditions(build, "t", entry.table, entry.where ?? {}),
    owner: `${last ? `p${steps.length}` : "t"}.${ident(entry.subject)}`,
    ownerType: columnOf(build.source, build.catalog, last?.table ?? entry.table, entry.subject).type,
  }
}

/** The condition that a row belongs to the person; a single key compares plainly, so that an index can order. */
export function ownedBy(build: Build, relation: Relation, subjects: readonly string[]): string {
  if (subjects.length === 1) return `${relation.owner} = ${build.params.slot("subject", relation.ownerType)}`
  return `${relation.owner} = any(${build.params.slot("subjects", `${relation.ownerType}[]`)})`
}

/** Fills the slots of `ownedBy`. */
export const ownerSlots = (subjects: readonly string[]): Slots => ({ subject: subjects[0], subjects })

/**
 * The condition that a row of `alias` is one of the keys. `named` says which column of the key each column stands for,
 * where they differ. The first column is compared on its own too, so that an index is used whatever the planner thinks.
 */
export function keyIn(
  build: Build,
  alias: string,
  table: string,
  columns: readonly string[],
  named: readonly string[] = columns,
): string {
  const arrays = columns.map((column, i) =>
    build.params.slot(
      `key.${named[i] ?? column}`,
      `${columnOf(build.source, build.catalog, table, column).type}[]`,
    ),
  )
  const names = columns.map((column) => `${alias}.${ident(column)}`)
  const first = `${names[0]} = any(${arrays[0]})`
  if (names.length === 1) return first
  return `${first} and (${names.join(", ")}) in (select * from unnest(${arrays.join(", ")}))`
}

/** Fills the slots of `keyIn`; without keys the columns have to be named. */
export function keySlots(
  keys: readonly RowKey[],
  columns: readonly string[] = Object.keys(keys[0] ?? {}),
): Slots {
  return Object.fromEntries(columns.map((column) => [`key.${column}`, keys.map((key) => key[column] ?? "")]))
}

/** The source's clock, as local time where the column has no zone. */
function nowFor(build: Build, type: string, zone: string | undefined): string {
  if (type === "timestamp without time zone" && zone !== undefined) {
    return `(now() at time zone ${build.params.add(zone, "text")})`
  }
  return "now()"
}

/** `column = value` for each assignment of the map. */
export function assignments(build: Build, table: string, set: Assignments, zone?: string): string[] {
  return Object.entries(set).map(([column, value]) => {
    const { type } = columnOf(build.source, build.catalog, table, column)
    if (typeof value === "object" && value !== null) return `${ident(column)} = ${nowFor(build, type, zone)}`
    return `${ident(column)} = ${build.params.add(value === null ? null : String(value), type)}`
  })
}
