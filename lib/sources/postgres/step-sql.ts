import type { Step } from "../reach-schema"
import { type Build, conditions, type Typed, typedColumn } from "./entry-sql"
import { tableIdent } from "./sql"

/** A table under the alias it has in a statement. */
export type Aliased = { readonly alias: string; readonly table: string }
type Join = Aliased & { readonly on: readonly string[] }

const COMPARABLE = [
  /^(smallint|integer|bigint|numeric)$/,
  /^(text|character varying|bpchar|character|name)$/,
  /^timestamp|^date$/,
]

/** Whether values of two types compare as they are. */
export const isComparable = (one: string, other: string): boolean =>
  one === other || COMPARABLE.some((types) => types.test(one) && types.test(other))

const INTEGER = /^(smallint|integer|bigint)$/

/** Whether values of two types that are the same read the same too. */
export const spellsAlike = (one: string, other: string): boolean =>
  one === other || !isComparable(one, other) || [one, other].every((type) => INTEGER.test(type))

/** Whether two values are the same: as texts where their types do not compare (an owner's number kept as text). */
export const same = (one: Typed, other: Typed): string =>
  isComparable(one.type, other.type)
    ? `${one.text} = ${other.text}`
    : `${one.text}::text = ${other.text}::text`

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
    return { ...here, on: [...on, ...conditions(build, here.alias, step.table, step.where ?? {})] }
  })
}

/** A join as SQL. */
export const joined = ({ table, alias, on }: Join): string =>
  `join ${tableIdent(table)} ${alias} on ${on.join(" and ")}`

/**
 * What lies where the steps lead from a row, as FROM and WHERE of a subquery that knows the row's alias, and where it is.
 */
export function ledTo(build: Build, steps: readonly Step[], from: Aliased, name: string) {
  const [first, ...rest] = joinsOf(build, steps, from, name)
  if (!first) throw new Error("no steps")
  return {
    from: [`${tableIdent(first.table)} ${first.alias}`, ...rest.map(joined)].join(" "),
    where: first.on.join(" and "),
    at: (rest.at(-1) ?? first) satisfies Aliased,
  }
}

/** Whether a step reaches one row at most: its columns hold a unique key of its table. */
export const isToOne = ({ catalog }: Build, { table, on }: Step): boolean =>
  (catalog.uniques.get(table) ?? []).some((columns) => columns.every((column) => column in on))
