import type { Entry } from "../map-schema"
import { keyBefore, type Step } from "../reach-schema"
import { isAmongKeys, isKey, keyOfParts, type OwnerSql, ownerSql } from "./owner"
import { type Build, columnOf } from "./source"
import { all, columnAt, ident, join, type Sql, sql, tableIdent } from "./sql"
import { type Aliased, isToOne, joined, joinsOf, same, spelling, typedColumn } from "./steps"
import { conditions } from "./values"

/** One entry as SQL: `t` its rows, `s` the shared rows, `p1`… (or `o` for all of them) the way to the person. */
type Relation = {
  readonly from: Sql
  readonly where: readonly Sql[]
  /** What holds the person's key, as text. */
  readonly owner: Sql
  readonly key: OwnerSql
}

/**
 * The FROM clause of an entry and what says whose each row is. Each row comes once for each person it is of. `rows`: the
 * rows that are meant, where they are not those of the table.
 */
export function relationOf(build: Build, entry: Entry, rows = tableIdent(entry.table)): Relation {
  const way = wayOf(build, entry)
  const { shares } = entry
  const on = Object.entries(shares?.on ?? {}).map(
    ([theirs, mine]) => sql`${columnAt("s", theirs)} = ${columnAt("t", mine)}`,
  )
  const shared = shares ? [sql`left join ${tableIdent(shares.table)} s on ${all(on)}`] : []
  return {
    from: join([sql`${rows} t`, ...way.joins, ...shared], " "),
    where: conditions(build, "t", entry.table, entry.where ?? {}),
    owner: way.key.text,
    key: way.key,
  }
}

/** Whether several rows on the way can lead from one row to people: then it can be several people's. */
export const leadsToMany = (build: Build, { path = [] }: Entry): boolean =>
  path.some((step) => !isToOne(build, step))

type End = { readonly path: readonly Step[]; keyAt(last: Aliased): OwnerSql }

/**
 * The way without the step to the person's own row, where the row before says whose it is: then what lies there is found
 * after that row is gone, too. A text says the key in letters of its own; as long as the person's row is there, its
 * letters are told.
 */
function waysEnd(build: Build, entry: Entry): End {
  const { path = [], subject, table } = entry
  const whole: End = { path, keyAt: ({ alias, table: last }) => ownerSql(build, alias, last, subject) }
  const short = keyBefore(build.people, entry)
  const people = build.people?.table ?? ""
  const before = path.at(-2)?.table ?? table
  const pairs = (short?.columns ?? []).map(({ own, before: column }) => {
    const is = spelling(columnOf(build, people, own), columnOf(build, before, column))
    return { own, column, is }
  })
  const isAlike = pairs.some(({ is }) => is === "alike")
  if (!short || pairs.some(({ is }) => is === null) || (isAlike && leadsToMany(build, entry))) return whole
  return {
    path: short.steps,
    keyAt({ alias }) {
      const parts = pairs.map(({ column, is }) => ({
        ...typedColumn(build, alias, before, column),
        isExact: is === "exact",
      }))
      if (!isAlike) return keyOfParts(parts)
      const own = pairs.map((pair) => typedColumn(build, "u", people, pair.own))
      const on = all(own.map((each, i) => same(each, parts[i] ?? each)))
      const told = own.map(
        ({ text }, i) =>
          sql`coalesce((select ${text} from ${tableIdent(people)} u where ${on}), ${parts[i]?.text ?? text})`,
      )
      return keyOfParts(parts, told)
    },
  }
}

function wayOf(build: Build, entry: Entry): { joins: Sql[]; key: OwnerSql } {
  const { path, keyAt } = waysEnd(build, entry)
  const { table } = entry
  const joins = joinsOf(build, path, { alias: "t", table }, "p")
  const [first, ...rest] = joins
  const last = joins.at(-1) ?? { alias: "t", table }
  const key = keyAt(last)
  if (!first || !leadsToMany(build, entry)) return { joins: joins.map(joined), key }
  // Several ways from a row to the same person are one: only then is nothing counted twice.
  const links = Object.entries(path[0]?.on ?? {})
  const columns = [
    ...links.map(([mine], i) => sql`${columnAt("p1", mine)} as ${ident(`j${i}`)}`),
    ...key.parts.map(({ text }, i) => sql`${text} as ${ident(`o${i}`)}`),
  ]
  const meant = all(conditions(build, "p1", first.table, path[0]?.where ?? {}))
  const steps = join([sql`${tableIdent(first.table)} p1`, ...rest.map(joined)], " ")
  const ways = sql`select distinct ${join(columns, ", ")} from ${steps} where ${meant}`
  const on = links.map(([mine, theirs], i) =>
    same(
      { ...typedColumn(build, "p1", first.table, mine), text: columnAt("o", `j${i}`) },
      typedColumn(build, "t", table, theirs),
    ),
  )
  const parts = key.parts.map((part, i) => ({ ...part, text: columnAt("o", `o${i}`) }))
  return { joins: [sql`join (${ways}) o on ${all(on)}`], key: keyOfParts(parts) }
}

/** The condition that a row belongs to the person. */
export const ownedBy = (build: Build, { key }: Relation, subjects: readonly string[]): Sql =>
  subjects.length === 1 ? isKey(build, key, subjects[0] ?? "") : isAmongKeys(build, key, subjects)
