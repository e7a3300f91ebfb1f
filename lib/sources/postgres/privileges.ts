import type { RelationalMap } from "../map-schema"
import type { Catalog } from "./catalog"
import { needsOf } from "./grants"
import type { Ask } from "./pool"

/** One right on a column ("" for a right on rows, such as delete): needed and not given, or given and not needed. */
export type PrivilegeFault = {
  kind: "lacking" | "excess"
  privilege: string
  table: string
  columns: string[]
}

const RIGHTS = `select n.nspname || '.' || c.relname as "table", a.attname as "column", p.privilege
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
cross join (values ('select'), ('insert'), ('update')) p(privilege)
where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, p.privilege)
union all
select n.nspname || '.' || c.relname, '', p.privilege
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join (values ('delete'), ('truncate')) p(privilege)
where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'v') and has_table_privilege(c.oid, p.privilege)`

/** A right as one text. */
export const nameOf = (table: string, privilege: string, column: string): string =>
  JSON.stringify([table, privilege, column])

function wantedBy(map: RelationalMap, catalog: Pick<Catalog, "columns">): Set<string> {
  const wanted = new Set<string>()
  for (const [table, privileges] of needsOf(map)) {
    const columns = catalog.columns.get(table)
    if (!columns) continue
    for (const [privilege, names] of privileges) {
      if (privilege === "delete") wanted.add(nameOf(table, privilege, ""))
      for (const column of names) if (columns.has(column)) wanted.add(nameOf(table, privilege, column))
    }
  }
  return wanted
}

function together(kind: PrivilegeFault["kind"], names: readonly string[]): PrivilegeFault[] {
  const faults = new Map<string, PrivilegeFault>()
  for (const name of [...names].sort()) {
    const [table, privilege, column]: string[] = JSON.parse(name)
    if (table === undefined || privilege === undefined || column === undefined) continue
    const key = `${table} ${privilege}`
    const fault = faults.get(key) ?? { kind, privilege, table, columns: [] }
    if (column !== "") fault.columns.push(column)
    faults.set(key, fault)
  }
  return [...faults.values()]
}

/** Compares what the connector's login may do in the map's schemas with what the map needs, both ways. */
export async function privilegeFaults(
  ask: Ask,
  map: RelationalMap,
  catalog: Catalog,
): Promise<PrivilegeFault[]> {
  const schemas = [...new Set([...needsOf(map).keys()].map((table) => table.slice(0, table.indexOf("."))))]
  const [rows = []] = await ask([{ text: RIGHTS, values: [schemas] }])
  return faultsOf(
    map,
    catalog,
    rows.map((row) => nameOf(String(row.table), String(row.privilege), String(row.column))),
  )
}

/** What of the rights given, named by `nameOf`, the map lacks, and what it does not need. */
export function faultsOf(
  map: RelationalMap,
  catalog: Pick<Catalog, "columns">,
  rights: readonly string[],
): PrivilegeFault[] {
  const given = new Set(rights)
  const wanted = wantedBy(map, catalog)
  return [
    ...together(
      "lacking",
      [...wanted].filter((name) => !given.has(name)),
    ),
    ...together(
      "excess",
      [...given].filter((name) => !wanted.has(name)),
    ),
  ]
}
