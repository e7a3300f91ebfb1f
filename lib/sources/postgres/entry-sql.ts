import type { RowKey } from "../connector"
import { SourceRefused } from "../failures"
import type { MaskKeys } from "../mask"
import type { Assignments, People, Where } from "../reach-schema"
import type { Catalog, Column } from "./catalog"
import { ident, type Params, type Slots } from "./sql"

/** The column as the live schema knows it; a missing one is a refusal in words. */
export function columnOf(source: string, catalog: Catalog, table: string, column: string): Column {
  const found = catalog.columns.get(table)?.get(column)
  if (!found)
    throw new SourceRefused(source, `has no column ${table}.${column}, which the data map names`, "42703")
  return found
}

/**
 * What SQL is built from: the source's name and live schema, the statement's parameters, and the table of the people;
 * null where everybody is meant, and with them only rows that lead to somebody.
 */
export type Build = {
  readonly source: string
  readonly catalog: Catalog
  readonly params: Params
  readonly people: People | null
  readonly masks: MaskKeys
}

/** A value in SQL and its type. */
export type Typed = { readonly text: string; readonly type: string }

/** A column of a table under its alias. */
export const typedColumn = (build: Build, alias: string, table: string, column: string): Typed => ({
  text: `${alias}.${ident(column)}`,
  type: columnOf(build.source, build.catalog, table, column).type,
})

/** Conditions of the map over one table. */
export function conditions(build: Build, alias: string, table: string, where: Where): string[] {
  return Object.entries(where).map(([column, value]) => {
    const name = `${alias}.${ident(column)}`
    if (value === null) return `${name} is null`
    if (typeof value === "object") return `${name} is not null`
    return `${name} = ${build.params.add(String(value), columnOf(build.source, build.catalog, table, column).type)}`
  })
}

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
