import type { Entry } from "../map-schema"
import type { MysqlColumn } from "./catalog"
import type { Build } from "./source"
import { columnAt, raw, type Sql, sql } from "./sql"
import { typedColumn } from "./steps"
import { exact } from "./values"

/** Beyond this many letters the server orders texts by their beginnings alone. */
const LONGEST = 250

const ORDERED = /^(smallint|integer|bigint|numeric|date|time|timestamp.*|uuid|inet)$/

/** Whether the server compares a value of the column with what is read of it as it orders the column itself. */
function isOrdered({ type, collation, length, full }: MysqlColumn): boolean {
  if (type === "text") return collation !== null && (length ?? LONGEST + 1) <= LONGEST
  return ORDERED.test(type) || (type === "boolean" && full.startsWith("tinyint"))
}

/**
 * Whether every row of the entry has its place among the others, which its key as text can say: then rows can be asked
 * for behind one.
 */
export function isInOrder({ catalog }: Build, { table, primaryKey }: Entry): boolean {
  const isKey = (catalog.uniques.get(table) ?? []).some((columns) =>
    columns.every((column) => primaryKey.includes(column)),
  )
  const known = primaryKey.map((column) => catalog.columns.get(table)?.get(column))
  const isTable = catalog.relations.get(table)?.kind === "table"
  return isTable && isKey && known.every((column) => column?.required === true && isOrdered(column))
}

/**
 * The condition that some columns together come behind these values. Spelled column by column, since only so an index is
 * walked from there; a row compared as a whole is compared with every row.
 */
export function behind(columns: readonly Sql[], values: readonly Sql[]): Sql {
  const [[column = raw("null"), ...others], [value = raw("null"), ...rest]] = [columns, values]
  if (others.length === 0) return sql`${column} > ${value}`
  return sql`${column} >= ${value} and (${column} > ${value} or (${column} = ${value} and ${behind(others, rest)}))`
}

/** The condition that a row of `t` comes behind the row of that key. */
export function behindRow(build: Build, { table, primaryKey }: Entry, key: readonly string[]): Sql {
  const values = primaryKey.map((column, i) =>
    exact(build, key[i] ?? "", typedColumn(build, "t", table, column).column),
  )
  return behind(
    primaryKey.map((column) => columnAt("t", column)),
    values,
  )
}
