import type { Step } from "../reach-schema"
import type { MysqlColumn } from "./catalog"
import { type Build, columnOf } from "./source"
import { all, asText, columnAt, ident, isExactly, join, raw, type Sql, sql, tableIdent } from "./sql"
import { conditions } from "./values"

/** A table under the alias it has in a statement. */
export type Aliased = { readonly alias: string; readonly table: string }
/** A column in SQL and what the schema knows of it. */
export type Typed = {
  readonly text: Sql
  readonly column: MysqlColumn
  /** It is compared letter by letter, whatever its collation takes for equal. */
  readonly isExact?: boolean
}
type Join = Aliased & { readonly on: Sql }

const COMPARABLE = [/^(smallint|integer|bigint|numeric|boolean)$/, /^(timestamp|date)/]

/** A column of a table under its alias. */
export const typedColumn = (build: Build, alias: string, table: string, column: string): Typed => ({
  text: columnAt(alias, column),
  column: columnOf(build, table, column),
})

/** Whether values of two columns compare as they are. */
export const isComparable = (one: MysqlColumn, other: MysqlColumn): boolean =>
  one.type === other.type
    ? one.collation === other.collation
    : COMPARABLE.some((types) => types.test(one.type) && types.test(other.type))

const INTEGER = /^(smallint|integer|bigint)$/

/**
 * How a column says the value of another that it was found the same as: in the same words, in letters that were compared
 * one by one, or in some that their collation takes for them; null where nobody can say.
 */
export function spelling(own: MysqlColumn, other: MysqlColumn): "same" | "exact" | "alike" | null {
  if ([own, other].every(({ type }) => INTEGER.test(type))) return "same"
  if (!isComparable(own, other)) return other.collation === null ? null : "exact"
  if (own.type === "text") return "alike"
  return own.type === other.type && /^(uuid|inet|date)$/.test(own.type) ? "same" : null
}

/** Whether two values are the same: letter by letter as texts where their columns do not compare. */
export const same = (one: Typed, other: Typed): Sql =>
  isComparable(one.column, other.column) ? sql`${one.text} = ${other.text}` : isExactly(one.text, other.text)

/** The steps as joins, each to the one before it; their aliases are `name` with a number. */
export function joinsOf(build: Build, steps: readonly Step[], from: Aliased, name: string): Join[] {
  let before = from
  return steps.map((step, i) => {
    const here = { alias: `${name}${i + 1}`, table: step.table }
    const { alias, table } = before
    const on = Object.entries(step.on).map(([mine, theirs]) =>
      same(typedColumn(build, here.alias, here.table, mine), typedColumn(build, alias, table, theirs)),
    )
    before = here
    return { ...here, on: all([...on, ...conditions(build, here.alias, step.table, step.where ?? {})]) }
  })
}

/** A join as SQL. */
export const joined = ({ table, alias, on }: Join): Sql =>
  sql`join ${tableIdent(table)} ${raw(alias)} on ${on}`

/** What lies where the steps lead from a row, as FROM and WHERE of a subquery that knows the row's alias. */
export function ledTo(build: Build, steps: readonly Step[], from: Aliased, name: string) {
  const [first, ...rest] = joinsOf(build, steps, from, name)
  if (!first) throw new Error("no steps")
  return {
    from: join([sql`${tableIdent(first.table)} ${raw(first.alias)}`, ...rest.map(joined)], " "),
    where: first.on,
    at: (rest.at(-1) ?? first) satisfies Aliased,
  }
}

/** Whether a step reaches one row at most: its columns hold a unique key of its table. */
export const isToOne = ({ catalog }: Build, { table, on }: Step): boolean =>
  (catalog.uniques.get(table) ?? []).some((columns) => columns.every((column) => column in on))

/** The columns of a row's key as text, in the map's order. */
export const keyColumns = (alias: string, columns: readonly string[], as = "k"): Sql =>
  join(
    columns.map((column, i) => sql`${asText(columnAt(alias, column))} as ${ident(`${as}${i}`)}`),
    ", ",
  )
