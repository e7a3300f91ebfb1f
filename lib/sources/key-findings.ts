import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { Entry, RelationalMap } from "./map-schema"
import type { Catalog } from "./postgres/catalog"

/** A key of the map that the source does not keep to one row. In a parted table no key of its own can say it alone. */
function loose({ relations, uniques }: Catalog, { table, primaryKey }: Entry, path: Path): Finding[] {
  const relation = relations.get(table)
  const isOne = (columns: readonly string[]) =>
    columns.every((column) => primaryKey.includes(column) || relation?.parted.includes(column))
  if (relation?.kind !== "table" || (uniques.get(table) ?? []).some(isOne)) return []
  const reason = `Nothing in ${table} keeps (${primaryKey.join(", ")}) to one row: name a unique key, or have one made.`
  return [{ path: [...path, "primaryKey"], reason }]
}

/** One constant for everybody in a column that takes each value once. */
function repeated({ uniques }: Catalog, entry: Entry, path: Path): Finding[] {
  return entry.fields.flatMap(({ erase, column, shared, through, path: inside }, i) => {
    const isConstant = typeof erase === "object" && "fixed" in erase && erase.fixed !== null
    if (!isConstant || shared || through || inside) return []
    if (!(uniques.get(entry.table) ?? []).some((columns) => columns.join() === column)) return []
    const reason = `"${column}" takes each value once, so the second person cannot be erased: use "null", "hash" or "random_same_shape".`
    return [{ path: [...path, "fields", i, "erase"], reason }]
  })
}

/** What the source's own keys say against the map's. */
export const keyFindings = (catalog: Catalog, map: RelationalMap, path: Path): Finding[] =>
  Object.entries(map.entries).flatMap(([name, entry]) => {
    const here = [...path, "entries", name]
    return [...loose(catalog, entry, here), ...repeated(catalog, entry, here)]
  })
