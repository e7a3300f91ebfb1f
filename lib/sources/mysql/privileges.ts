import type { RelationalMap } from "../map-schema"
import { tablesOf } from "../postgres/catalog"
import { faultsOf, nameOf, type PrivilegeFault } from "../postgres/privileges"
import type { MysqlCatalog } from "./catalog"
import type { Ask, Row } from "./pool"
import { sql } from "./sql"

const ON_COLUMNS = new Set(["select", "insert", "update"])
const ON_ROWS = new Set(["delete", "drop"])

/** Compares what the connector's login may do with what the map needs, both ways; rights on a whole are on each part. */
export async function privilegeFaults(
  ask: Ask,
  map: RelationalMap,
  catalog: MysqlCatalog,
): Promise<PrivilegeFault[]> {
  const [columns = [], tables = [], databases = [], server = []] = await ask([
    sql`select concat(table_schema, '.', table_name) as t, column_name as c, lower(privilege_type) as p from information_schema.column_privileges`,
    sql`select concat(table_schema, '.', table_name) as t, lower(privilege_type) as p from information_schema.table_privileges`,
    sql`select replace(table_schema, '\\\\', '') as d, lower(privilege_type) as p from information_schema.schema_privileges`,
    sql`select lower(privilege_type) as p from information_schema.user_privileges`,
  ])
  const whole = (table: string) => [
    ...tables.filter(({ t }) => t === table),
    ...databases.filter(({ d }) => table.startsWith(`${d}.`)),
    ...server,
  ]
  const given = tablesOf(map).flatMap((table) => {
    const rights = whole(table).map(({ p }) => String(p))
    const names = [...(catalog.columns.get(table)?.keys() ?? [])]
    return [
      ...rights.filter((each) => ON_ROWS.has(each)).map((each) => nameOf(table, each, "")),
      ...rights
        .filter((each) => ON_COLUMNS.has(each))
        .flatMap((each) => names.map((column) => nameOf(table, each, column))),
    ]
  })
  // Rights outlive their columns.
  const isThere = ({ t, c }: Row) => catalog.columns.get(String(t))?.has(String(c)) ?? true
  const single = columns
    .filter((row) => ON_COLUMNS.has(String(row.p)) && isThere(row))
    .map(({ t, c, p }) => nameOf(String(t), String(p), String(c)))
  return faultsOf(map, catalog, [...given, ...single])
}
