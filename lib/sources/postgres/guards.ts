import type { RowKey } from "../connector"
import { SourceRefused } from "../failures"
import type { Entry } from "../map-schema"
import type { Mapped } from "../planning"
import type { Catalog, ForeignKey } from "./catalog"
import { type Build, columnOf, conditions, keyIn, typedColumn } from "./entry-sql"
import type { Row } from "./pool"
import { relationOf } from "./relation"
import { placesThatGo } from "./shape"
import type { PostgresSource } from "./source"
import { MOST_NAMED } from "./span-sql"
import { ident, tableIdent } from "./sql"
import { isComparable, same } from "./step-sql"

export type Going = { table: string; primaryKey: readonly string[]; keys: readonly RowKey[] }
/** All of a person's rows of an entry, which are to go and are too many to be named. */
export type Many = { name: string; entry: Entry; owner: string }
/** Whether rows of one table go before those of another. */
export type Order = (table: string, other: string) => boolean
/** A row that refers to one that is to go; `into`: one of many, by the name of their entry. */
export type Reference = {
  key: ForeignKey
  target: string
  from: RowKey
  to: RowKey
  owner: string | null
  into?: string
}

/** A row's key as one text, the same for the same row. */
export const keyText = (table: string, key: RowKey): string =>
  // Neither a name nor a text of PostgreSQL holds a NUL.
  [
    table,
    ...Object.keys(key)
      .sort()
      .flatMap((column) => [column, key[column]]),
  ].join("\0")

const named = (names: readonly string[], alias: string, as: string): string =>
  names.map((name, i) => `${alias}.${ident(name)}::text as "${as}${i}"`).join(", ")

/** The columns that name a referring row. Throws SourceRefused where the map says nothing of its table. */
export function primaryKeyOf(source: Mapped, key: ForeignKey): readonly string[] {
  const entry = Object.values(source.map.entries).find((each) => each.table === key.table)
  const found = key.primaryKey ?? entry?.primaryKey
  if (found) return found
  throw new SourceRefused(
    source.name,
    `${key.table} refers to rows that could be erased, and is not in the data map: map it, or name it under "references"`,
  )
}

/** The entry that may empty the foreign key so that what it points at can go, and the columns it empties. */
export function releaserOf(
  entries: readonly Entry[],
  key: ForeignKey,
): { entry: Entry; columns: string[] } | undefined {
  for (const entry of entries) {
    const columns = key.columns.filter(
      (column) => entry.table === key.table && entry.releases?.includes(column),
    )
    if (columns.length > 0) return { entry, columns }
  }
  return undefined
}

/** Whose a referring row is, by the entry that may release it; null where it is nobody's. */
function whose(build: Build, { entry }: { entry: Entry }): string {
  const relation = relationOf(build, entry)
  const same = entry.primaryKey.map((column) => `t.${ident(column)} = r.${ident(column)}`)
  return `(select min(${relation.owner}::text) from ${relation.from} where ${[...same, ...relation.where].join(" and ")})`
}

/** `once`: one row for each it refers to; `but`: conditions on the rows that refer, `r`. */
type Narrowed = { readonly once: boolean; readonly but: readonly string[] }

/** Rows `r` that refer to rows `g` or to their keys, by the foreign key: no more than can be named, and one above. */
export function writeReferences(
  build: Build,
  source: PostgresSource,
  key: ForeignKey,
  rows: Pick<Going, "table" | "primaryKey"> & { among?: string },
  { once, but }: Narrowed = { once: false, but: [] },
): string {
  const releaser = releaserOf(Object.values(source.map.entries), key)
  const owner = releaser && !once ? whose(build, releaser) : "null::text"
  const from = `${named(primaryKeyOf(source, key), "r", "r")}, ${owner} as owner`
  const meant = [...conditions(build, "r", key.table, key.where ?? {}), ...but]
  const limit = `limit ${build.params.add(MOST_NAMED + 1, "bigint")}`
  const select = (to: readonly string[]) => (once ? `select distinct on (${to.join(", ")})` : "select")
  const pairs = key.columns.map((column, i) => [column, key.targetColumns[i] ?? ""] as const)
  const isByKey =
    rows.among === undefined &&
    pairs.length === rows.primaryKey.length &&
    pairs.every(
      ([column, to]) =>
        rows.primaryKey.includes(to) &&
        isComparable(
          columnOf(build.source, build.catalog, key.table, column).type,
          columnOf(build.source, build.catalog, key.target, to).type,
        ),
    )
  if (isByKey) {
    const to = pairs.map(([column, at]) => `r.${ident(column)}::text as "t${rows.primaryKey.indexOf(at)}"`)
    const where = [keyIn(build, "r", key.table, key.columns, key.targetColumns), ...meant]
    const head = select(key.columns.map((column) => `r.${ident(column)}`))
    return `${head} ${from}, ${to.join(", ")} from ${tableIdent(key.table)} r where ${where.join(" and ")} ${limit}`
  }
  const on = pairs.map(([column, at]) =>
    same(typedColumn(build, "r", key.table, column), typedColumn(build, "g", key.target, at)),
  )
  const where = [rows.among ?? keyIn(build, "g", rows.table, rows.primaryKey), ...meant]
  const head = select(rows.primaryKey.map((column) => `g.${ident(column)}`))
  return `${head} ${from}, ${named(rows.primaryKey, "g", "t")} from ${tableIdent(key.table)} r join ${tableIdent(key.target)} g on ${on.join(" and ")} where ${where.join(" and ")} ${limit}`
}

/** Every foreign key that could refer to rows an erasure takes: the same question for whoever is asked about. */
export function keysAsked(source: Mapped, catalog: Pick<Catalog, "foreignKeys">, going: readonly Going[]) {
  const entries = Object.values(source.map.entries)
  const isKnown = (key: ForeignKey) =>
    key.primaryKey !== undefined || entries.some((entry) => entry.table === key.table)
  const places = new Map(placesThatGo(source).map((place) => [place.table, place.primaryKey]))
  return [...places].flatMap(([table, primaryKey]) => {
    const keys = going.filter((rows) => rows.table === table).flatMap((rows) => rows.keys)
    return keysTo(catalog, table)
      .filter((key) => keys.length > 0 || isKnown(key))
      .map((key) => ({ key, rows: { table, primaryKey, keys } }))
  })
}

/** What points at a table; where the map speaks of a foreign key too, as it says. */
export function keysTo({ foreignKeys }: Pick<Catalog, "foreignKeys">, table: string): ForeignKey[] {
  const told = foreignKeys.filter(({ primaryKey }) => primaryKey)
  const isTold = (key: ForeignKey) =>
    told.some(
      (each) =>
        each.table === key.table &&
        each.target === key.target &&
        each.columns.join("\0") === key.columns.join("\0"),
    )
  return foreignKeys.filter((key) => key.target === table && (key.primaryKey || !isTold(key)))
}

/** A reference as its row says it: `r0`… the key of the row that refers, `t0`… that of the row it refers to. */
export function referenceOf(
  source: Mapped,
  key: ForeignKey,
  primaryKey: readonly string[],
  row: Row,
): Reference {
  const read = (names: readonly string[], as: string) =>
    Object.fromEntries(names.map((name, n) => [name, String(row[`${as}${n}`])]))
  return {
    key,
    target: key.target,
    from: read(primaryKeyOf(source, key), "r"),
    to: read(primaryKey, "t"),
    owner: typeof row.owner === "string" ? row.owner : null,
  }
}
