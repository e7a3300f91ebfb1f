import { groupBy } from "../group"
import type { RelationalMap } from "../map-schema"
import { tablesOf } from "../postgres/catalog"
import type { LiveColumn, LiveSchema } from "../postgres/live-schema"
import { foreignKeyOf, typeOf } from "./catalog"
import type { Ask, Row } from "./pool"
import { join, type Sql, sql } from "./sql"

const tablesIn = (databases: Sql): Sql =>
  sql`select concat(t.table_schema, '.', t.table_name) as t, t.table_type as kind, t.table_comment as said,
  coalesce(t.table_rows, -1) as estimate
from information_schema.tables t where t.table_schema in (${databases}) order by 1`

const columnsIn = (databases: Sql): Sql =>
  sql`select concat(c.table_schema, '.', c.table_name) as t, c.column_name as c, c.data_type as data_type,
  c.column_type as full, c.is_nullable as nullable, c.column_comment as said, c.extra as extra, c.privileges as rights
from information_schema.columns c where c.table_schema in (${databases})
order by c.table_schema, c.table_name, c.ordinal_position`

const uniquesIn = (databases: Sql): Sql =>
  sql`select concat(s.table_schema, '.', s.table_name) as t, s.index_name as name, s.column_name as c
from information_schema.statistics s where s.table_schema in (${databases}) and s.non_unique = 0
order by s.table_schema, s.table_name, s.index_name, s.seq_in_index`

const keysIn = (databases: Sql): Sql =>
  sql`select concat(k.table_schema, '.', k.table_name) as t, k.constraint_name as name, k.column_name as c,
  concat(k.referenced_table_schema, '.', k.referenced_table_name) as target, k.referenced_column_name as tc,
  r.delete_rule as on_delete
from information_schema.key_column_usage k
join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema
  and r.constraint_name = k.constraint_name and r.table_name = k.table_name
where k.table_schema in (${databases}) and k.referenced_table_name is not null
order by k.table_schema, k.table_name, k.constraint_name, k.ordinal_position`

const triggersIn = (databases: Sql): Sql =>
  sql`select concat(g.event_object_schema, '.', g.event_object_table) as t, g.trigger_name as name
from information_schema.triggers g where g.event_object_schema in (${databases}) order by 1, 2`

const columnOf = (row: Row): LiveColumn => ({
  name: String(row.c),
  type: typeOf(String(row.data_type), String(row.full)),
  full: String(row.full),
  required: row.nullable === "NO",
  generated: /virtual|stored|persistent/i.test(String(row.extra)),
  comment: String(row.said),
  allowed: [],
  readable: String(row.rights).includes("select"),
})

const named = (rows: readonly Row[]): string[] => rows.map(({ c }) => String(c))

/**
 * Everything the login may know of the map's databases: with REFERENCES on them, every table, column and key. What a view
 * shows the server tells nobody.
 */
export async function liveSchema(ask: Ask, map: RelationalMap): Promise<LiveSchema> {
  const names = [...new Set(tablesOf(map).map((table) => table.slice(0, table.indexOf("."))))]
  const databases = join(
    names.map((name) => sql`${name}`),
    ", ",
  )
  const [tables = [], columns = [], uniques = [], keys = [], triggers = []] = await ask(
    [tablesIn, columnsIn, uniquesIn, keysIn, triggersIn].map((write) => write(databases)),
  )
  const columnsOf = groupBy(columns, ({ t }) => String(t))
  const uniquesOf = groupBy(uniques, ({ t }) => String(t))
  return {
    tables: tables.map(({ t, kind, said, estimate }) => {
      const found = [...groupBy(uniquesOf.get(String(t)) ?? [], ({ name }) => String(name))]
      return {
        ...{ name: String(t), comment: String(said), rows: Number(estimate), parts: [] },
        kind: String(kind).includes("VIEW") ? "view" : "table",
        primaryKey: found.flatMap(([name, rows]) => (name === "PRIMARY" ? named(rows) : [])),
        unique: found.flatMap(([, rows]) => (rows.length === 1 ? named(rows) : [])),
        columns: (columnsOf.get(String(t)) ?? []).map(columnOf),
      }
    }),
    keys: [...groupBy(keys, ({ t, name }) => `${t}.${name}`).values()].map(foreignKeyOf),
    triggers: triggers.map(({ t, name }) => ({ table: String(t), name: String(name) })),
    shown: [],
  }
}
