import type { Path } from "@/lib/policy/yaml-source"
import { findingOf, type SchemaFinding } from "./drift/finding"
import { fieldMismatches } from "./field-findings"
import { keyFindings } from "./key-findings"
import { letsRowsGo, type RelationalMap } from "./map-schema"
import type { Catalog } from "./postgres/catalog"
import { tableOfField } from "./postgres/value-sql"
import { restrictionMisfits } from "./restriction-misfits"

function mismatches(catalog: Catalog, map: RelationalMap, path: Path): SchemaFinding[] {
  return Object.entries(map.entries).flatMap(([name, entry]) =>
    entry.fields.flatMap((field, i) => {
      const table = tableOfField(entry, field)
      const column = catalog.columns.get(table)?.get(field.column)
      return column ? fieldMismatches(entry, field, column, [...path, "entries", name, "fields", i]) : []
    }),
  )
}

/** The tables whose rows an erasure may take, each with the entry that says so. */
export const goingTables = ({ entries }: Pick<RelationalMap, "entries">): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(entries).flatMap(([name, entry]) =>
      !letsRowsGo(entry)
        ? []
        : [[entry.table, name] as const, ...(entry.shares ? [[entry.shares.table, name] as const] : [])],
    ),
  )

/** Rows that are deleted must not take others with them, nor be held by rows the connector cannot see. */
function unseen(catalog: Catalog, map: RelationalMap, path: Path): SchemaFinding[] {
  const entries = Object.entries(map.entries)
  const deletable = goingTables(map)
  return catalog.foreignKeys.flatMap((key): SchemaFinding[] => {
    const target = deletable.get(key.target)
    if (target === undefined) return []
    const referring = entries.filter(([, entry]) => entry.table === key.table)
    const columns = key.columns.join(", ")
    if (
      key.primaryKey ||
      (map.references ?? []).some(({ table, to }) => table === key.table && to === key.target)
    )
      return []
    if (referring.length === 0) {
      const drift = { code: "holding_table", table: key.table, column: columns, target: key.target } as const
      return [findingOf([...path, "entries", target], drift)]
    }
    const [[name] = [target]] = referring
    const here = [...path, "entries", name]
    const isEmptied = referring.some(([, { releases }]) =>
      key.columns.every((column) => releases?.includes(column)),
    )
    if (key.onDelete === "null" && !isEmptied) {
      const reason = `${key.table} (${columns}) is emptied by the source itself when rows of ${key.target} go: add "releases" with these columns, so that a plan says it.`
      return [{ path: here, reason }]
    }
    const known = referring.some(([, { refers, releases, primaryKey, shares, path: steps }]) =>
      key.columns.every((column) =>
        [
          ...(releases ?? []),
          ...(refers ?? []),
          ...primaryKey,
          ...Object.values(shares?.on ?? {}),
          ...Object.values(steps?.[0]?.on ?? {}),
        ].includes(column),
      ),
    )
    return known
      ? []
      : [
          {
            path: here,
            reason: `${key.table} (${columns}) refers to ${key.target}: add "refers" with these columns.`,
          },
        ]
  })
}

/** What the live schema does not bear out of what the map says of columns that are there: of another type, or out of sight. */
export const misfits = (catalog: Catalog, map: RelationalMap, path: Path): SchemaFinding[] => [
  ...mismatches(catalog, map, path),
  ...keyFindings(catalog, map, path),
  ...unseen(catalog, map, path),
  ...restrictionMisfits(catalog, map, [...path, "subject", "restriction"]),
]
