import type { Entry } from "../map-schema"
import { keyBefore, type Owner, type Step } from "../reach-schema"
import type { Sides } from "../restriction-map"
import { type Build, conditions, typedColumn } from "./entry-sql"
import { isAmongKeys, isKey, keyOfParts, type OwnerSql, ownerSql } from "./owner-sql"
import { ident, type Slots, tableIdent } from "./sql"
import { isToOne, joined, joinsOf, same, spellsAlike } from "./step-sql"

/** One entry as SQL: `t` its rows, `s` the shared rows, `p1`… (or `o` for all of them) the way to the person. */
export type Relation = {
  readonly from: string
  readonly where: readonly string[]
  /** What holds the person's key. */
  readonly owner: string
  readonly key: OwnerSql
}

/**
 * The FROM clause of an entry and what says whose each row is. Each row comes once for each person it is of. `rows`: the
 * rows of the table that are meant, where not all of them are.
 */
export function relationOf(build: Build, entry: Entry, rows = tableIdent(entry.table)): Relation {
  const way = wayOf(build, entry)
  const shared = entry.shares
    ? Object.entries(entry.shares.on).map(([theirs, mine]) => `s.${ident(theirs)} = t.${ident(mine)}`)
    : []
  const joins = entry.shares
    ? [...way.joins, `left join ${tableIdent(entry.shares.table)} s on ${shared.join(" and ")}`]
    : way.joins
  return {
    from: [`${rows} t`, ...joins].join(" "),
    where: conditions(build, "t", entry.table, entry.where ?? {}),
    owner: way.key.text,
    key: way.key,
  }
}

/** The rows of both sides of a wall as one table, each with the side it is on. */
export function bothSides({ wall, open, closed }: Sides): string {
  const columns = wall.columns.map(ident).join(", ")
  const side = ({ table }: Entry, name: string) =>
    `select ${columns}, '${name}'::text as ukuk_side from ${tableIdent(table)}`
  return `(${side(open, "open")} union all ${side(closed, "closed")})`
}

/** Whether several rows on the way can lead from one row to people: then it can be several people's. */
export const leadsToMany = (build: Build, { path = [] }: Entry): boolean =>
  path.some((step) => !isToOne(build, step))

/** The way without the step to the person's own row, where the row before says whose it is in the same words. */
function waysEnd(build: Build, entry: Entry): { path: readonly Step[]; subject: Owner } {
  const { path = [], subject, table } = entry
  const short = keyBefore(build.people, entry)
  const before = path.at(-2)?.table ?? table
  const isSame = short?.columns.every(({ own, before: column }) => {
    const [one, other] = [build.people?.table ?? "", before]
    const types = [typedColumn(build, "", one, own).type, typedColumn(build, "", other, column).type] as const
    return spellsAlike(...types)
  })
  if (!short || !isSame) return { path, subject }
  const [first = "", ...rest] = short.columns.map((each) => each.before)
  return { path: short.steps, subject: rest.length > 0 ? [first, ...rest] : first }
}

function wayOf(build: Build, entry: Entry): { joins: string[]; key: OwnerSql } {
  const { path, subject } = waysEnd(build, entry)
  const { table } = entry
  const joins = joinsOf(build, path, { alias: "t", table }, "p")
  const [first, ...rest] = joins
  const last = joins.at(-1) ?? { alias: "t", table }
  const key = ownerSql(build, last.alias, last.table, subject)
  if (!first || !leadsToMany(build, entry)) return { joins: joins.map(joined), key }
  // Several ways from a row to the same person are one: only then is nothing counted twice.
  const links = Object.entries(path[0]?.on ?? {})
  const columns = [
    ...links.map(([mine], i) => `p1.${ident(mine)} as j${i}`),
    ...key.parts.map(({ text }, i) => `${text} as o${i}`),
  ]
  const where = conditions(build, "p1", first.table, path[0]?.where ?? {})
  const ways = [
    `select distinct ${columns.join(", ")} from ${tableIdent(first.table)} p1`,
    ...rest.map(joined),
    ...(where.length > 0 ? [`where ${where.join(" and ")}`] : []),
  ]
  const on = links.map(([mine, theirs], i) =>
    same(
      { ...typedColumn(build, "p1", first.table, mine), text: `o.j${i}` },
      typedColumn(build, "t", table, theirs),
    ),
  )
  const parts = key.parts.map(({ type }, i) => ({ text: `o.o${i}`, type }))
  return { joins: [`join (${ways.join(" ")}) o on ${on.join(" and ")}`], key: keyOfParts(parts) }
}

/** The condition that a row belongs to the person; a single key compares plainly, so that an index can order. */
export const ownedBy = (build: Build, { key }: Relation, subjects: readonly string[]): string =>
  subjects.length === 1 ? isKey(build, key, "subject") : isAmongKeys(build, key, "subjects")

/** Fills the slots of `ownedBy`. */
export const ownerSlots = (subjects: readonly string[]): Slots => ({ subject: subjects[0], subjects })
