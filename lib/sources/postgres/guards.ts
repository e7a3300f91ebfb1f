import type { RowKey } from "../connector"
import { SourceRefused } from "../failures"
import type { Entry } from "../map-schema"
import type { Catalog, ForeignKey } from "./catalog"
import { type Build, keyIn, keySlots } from "./entry-sql"
import { placesThatGo } from "./shape"
import type { PostgresSource } from "./source"
import { ident, tableIdent } from "./sql"
import { askTogether } from "./together"

export type Going = { table: string; primaryKey: readonly string[]; keys: readonly RowKey[] }
/** A row that refers to one that is to go. */
export type Reference = { key: ForeignKey; target: string; from: RowKey; to: RowKey; owner: string | null }

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

function primaryKeyOf(source: PostgresSource, table: string): readonly string[] {
  const entry = Object.values(source.map.entries).find((each) => each.table === table)
  if (entry) return entry.primaryKey
  throw new SourceRefused(
    source.name,
    `${table} refers to rows that could be erased, and is not in the data map`,
  )
}

/** The entry that may empty the foreign key so that what it points at can go. */
export function releaserOf(entries: readonly Entry[], key: ForeignKey): Entry | undefined {
  const [column] = key.columns
  if (column === undefined || key.columns.length > 1) return undefined
  return entries.find((entry) => entry.table === key.table && !entry.path && entry.releases?.includes(column))
}

function writeReferences(
  build: Build,
  source: PostgresSource,
  key: ForeignKey,
  rows: Pick<Going, "table" | "primaryKey">,
): string {
  const releaser = releaserOf(Object.values(source.map.entries), key)
  const owner = releaser ? `r.${ident(releaser.subject)}::text` : "null::text"
  const from = `${named(primaryKeyOf(source, key.table), "r", "r")}, ${owner} as owner`
  const { targetColumns } = key
  if (
    targetColumns.length === rows.primaryKey.length &&
    targetColumns.every((column) => rows.primaryKey.includes(column))
  ) {
    const to = targetColumns.map(
      (column, i) => `r.${ident(key.columns[i] ?? "")}::text as "t${rows.primaryKey.indexOf(column)}"`,
    )
    return `select ${from}, ${to.join(", ")} from ${tableIdent(key.table)} r where ${keyIn(build, "r", key.table, key.columns, targetColumns)}`
  }
  const on = key.columns
    .map((column, i) => `r.${ident(column)} = t.${ident(targetColumns[i] ?? "")}`)
    .join(" and ")
  const to = named(rows.primaryKey, "t", "t")
  return `select ${from}, ${to} from ${tableIdent(key.table)} r join ${tableIdent(key.target)} t on ${on} where ${keyIn(build, "t", rows.table, rows.primaryKey)}`
}

/** Every foreign key that could refer to rows an erasure takes: the same question for whoever is asked about. */
function keysAsked(source: PostgresSource, catalog: Catalog, going: readonly Going[]) {
  const entries = Object.values(source.map.entries)
  const isMapped = (table: string) => entries.some((entry) => entry.table === table)
  const places = new Map(placesThatGo(source).map((place) => [place.table, place.primaryKey]))
  return [...places].flatMap(([table, primaryKey]) => {
    const keys = going.filter((rows) => rows.table === table).flatMap((rows) => rows.keys)
    return catalog.foreignKeys
      .filter(({ target, onDelete }) => target === table && onDelete !== "null")
      .filter((key) => keys.length > 0 || isMapped(key.table))
      .map((key) => ({ key, rows: { table, primaryKey, keys } }))
  })
}

/** Every row that refers to rows that are to go. */
export async function referencesTo(source: PostgresSource, going: readonly Going[]): Promise<Reference[]> {
  if (going.every(({ keys }) => keys.length === 0)) return []
  const asked = keysAsked(source, await source.catalog(), going)
  const answers = await askTogether(
    source,
    asked.map(({ key, rows }) => ({
      key: ["references", key],
      write: (build) => writeReferences(build, source, key, rows),
      slots: keySlots(rows.keys, rows.primaryKey),
    })),
  )
  return asked.flatMap(({ key, rows }, i) =>
    (answers[i] ?? []).map((row) => {
      const read = (names: readonly string[], as: string) =>
        Object.fromEntries(names.map((name, n) => [name, String(row[`${as}${n}`])]))
      return {
        key,
        target: key.target,
        from: read(primaryKeyOf(source, key.table), "r"),
        to: read(rows.primaryKey, "t"),
        owner: typeof row.owner === "string" ? row.owner : null,
      }
    }),
  )
}

const ranked = new WeakMap<Catalog, Map<string, number>>()

/** Tables ranked so that whoever refers comes before what it refers to; among equals, the map's order. */
export function eraseOrder(entries: readonly Entry[], catalog: Catalog): Map<string, number> {
  const known = ranked.get(catalog)
  if (known) return known
  const { foreignKeys } = catalog
  const tables = [
    ...new Set(
      entries.flatMap((entry) => (entry.shares ? [entry.table, entry.shares.table] : [entry.table])),
    ),
  ]
  const left = new Set(tables)
  const order = new Map<string, number>()
  while (left.size > 0) {
    const free = [...left].find(
      (table) =>
        !foreignKeys.some((key) => key.target === table && key.table !== table && left.has(key.table)),
    )
    // Tables that refer to each other in a circle go in the map's order.
    const next = free ?? [...left][0]
    if (next === undefined) break
    order.set(next, order.size)
    left.delete(next)
  }
  ranked.set(catalog, order)
  return order
}
