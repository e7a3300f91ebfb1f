import type { Path } from "@/lib/policy/yaml-source"
import type { RelationalMap } from "../map-schema"
import { usesOf } from "../map-uses"
import type { Catalog } from "../postgres/catalog"
import type { LiveSchema } from "../postgres/live-schema"
import { goingTables } from "../schema-findings"
import { accountedBy } from "./accounted"
import { type Drift, driftOf } from "./drift"
import { findingOf, type SchemaFinding } from "./finding"

const isMissing = ({ code }: Drift): boolean => code === "missing_column" || code === "missing_table"

/** A table that refers to rows an erasure takes is named as one that holds them. */
function isNamedAsHolding({ foreignKeys }: Catalog, map: RelationalMap, drift: Drift): boolean {
  const going = goingTables(map)
  return (
    drift.code === "table_of_people" &&
    foreignKeys.some(({ table, target }) => table === drift.table && going.has(target))
  )
}

/**
 * What the live schema and the map know of alone, at its place in the file. A new column's values cannot be read yet, so
 * it speaks by its name and comment.
 */
export function driftFindings(
  schema: LiveSchema,
  map: RelationalMap,
  catalog: Catalog,
  path: Path,
): { missing: SchemaFinding[]; beside: SchemaFinding[] } {
  const uses = usesOf(map, path)
  const drifts = driftOf(schema, new Map(), accountedBy(map))
  const found = drifts.filter((drift) => !isNamedAsHolding(catalog, map, drift))
  const findings = (list: readonly Drift[]) =>
    list.map((drift) => {
      const isHere = (use: (typeof uses)[number]) =>
        use.table === drift.table && (drift.code !== "missing_column" || use.column === drift.column)
      return findingOf(uses.find(isHere)?.path ?? path, drift)
    })
  return {
    missing: findings(found.filter(isMissing)),
    beside: findings(found.filter((drift) => !isMissing(drift))),
  }
}
