import { groupBy } from "../group"
import type { RelationalMap } from "../map-schema"
import { type Catalog, type Column, type ForeignKey, type Relation, tablesOf } from "../postgres/catalog"
import type { Ask, Row } from "./pool"
import { join, type Sql, sql } from "./sql"

/** `type` is what the kinds of columns are called elsewhere here, `full` as this server writes it. */
export type MysqlColumn = Column & {
  /** Letters it holds, in whose order and likeness; null where it holds none. */
  readonly collation: string | null
  /** What a text is cut to; null where it has no such end. */
  readonly length: number | null
}

/** `engines` by table: only InnoDB takes back what was begun. */
export type MysqlCatalog = Omit<Catalog, "columns"> & {
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, MysqlColumn>>
  readonly engines: ReadonlyMap<string, string>
}

const TYPES: Record<string, string> = {
  ...{ tinyint: "smallint", smallint: "smallint", mediumint: "integer", int: "integer", bigint: "bigint" },
  ...{ year: "integer", decimal: "numeric", float: "real", double: "double precision", date: "date" },
  ...{ datetime: "timestamp without time zone", timestamp: "timestamp with time zone", time: "time" },
  ...{ tinyblob: "bytea", blob: "bytea", mediumblob: "bytea", longblob: "bytea", binary: "bytea" },
  ...{ varbinary: "bytea", json: "jsonb", inet4: "inet", inet6: "inet", uuid: "uuid" },
  ...{ char: "text", varchar: "text", tinytext: "text", text: "text", mediumtext: "text", longtext: "text" },
  ...{ enum: "enum", set: "text[]" },
}

const isAmong = (names: readonly string[]): Sql =>
  join(
    names.map((name) => sql`${name}`),
    ", ",
  )

const columnsOf = (tables: Sql): Sql =>
  sql`select concat(c.table_schema, '.', c.table_name) as t, c.column_name as c, c.data_type as data_type,
  c.column_type as full, c.is_nullable as nullable, c.collation_name as collation, c.extra as extra,
  c.character_maximum_length as length, c.generation_expression as made
from information_schema.columns c
where concat(c.table_schema, '.', c.table_name) in (${tables}) order by c.table_schema, c.table_name, c.ordinal_position`

const keysTo = (tables: Sql): Sql =>
  sql`select concat(k.table_schema, '.', k.table_name) as t, k.constraint_name as name, k.column_name as c,
  concat(k.referenced_table_schema, '.', k.referenced_table_name) as target, k.referenced_column_name as tc,
  r.delete_rule as on_delete
from information_schema.key_column_usage k
join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema
  and r.constraint_name = k.constraint_name and r.table_name = k.table_name
where concat(k.referenced_table_schema, '.', k.referenced_table_name) in (${tables})
order by k.table_schema, k.table_name, k.constraint_name, k.ordinal_position`

const uniquesOf = (tables: Sql): Sql =>
  sql`select concat(s.table_schema, '.', s.table_name) as t, s.index_name as name, s.column_name as c
from information_schema.statistics s
where concat(s.table_schema, '.', s.table_name) in (${tables}) and s.non_unique = 0
order by s.table_schema, s.table_name, s.index_name, s.seq_in_index`

const relationsOf = (tables: Sql): Sql =>
  sql`select concat(t.table_schema, '.', t.table_name) as t, t.engine as engine, t.table_type as kind
from information_schema.tables t where concat(t.table_schema, '.', t.table_name) in (${tables})`

// MariaDB's JSON is a long text with a check of its own.
const jsonChecks = (tables: Sql): Sql =>
  sql`select concat(c.constraint_schema, '.', c.table_name) as t, c.check_clause as clause
from information_schema.check_constraints c where concat(c.constraint_schema, '.', c.table_name) in (${tables})`

/** Reads what the live schema says of the map's tables. */
export async function loadCatalog(ask: Ask, map: RelationalMap): Promise<MysqlCatalog> {
  const tables = isAmong(tablesOf(map))
  const [columnRows = [], keyRows = [], uniqueRows = [], relationRows = []] = await ask(
    [columnsOf, keysTo, uniquesOf, relationsOf].map((write) => write(tables)),
  )
  const relations = new Map(relationRows.map(({ t, kind }) => [String(t), relationOf(String(kind))]))
  const isJson = new Set(await jsonColumns(ask, tables))
  const columns = groupBy(columnRows, ({ t }) => String(t))
  const told = (map.references ?? []).map(
    ({ table, primaryKey, where, to, on }): ForeignKey => ({
      ...{ table, primaryKey, target: to, columns: Object.keys(on), targetColumns: Object.values(on) },
      ...{ onDelete: "refuse", deferrable: false },
      ...(where ? { where } : {}),
    }),
  )
  return {
    relations,
    columns: new Map(
      [...columns].map(([table, rows]) => [
        table,
        new Map(
          rows.map((row) => [
            String(row.c),
            columnOf(row, isJson.has(`${table}.${row.c}`), relations.get(table)?.kind === "table"),
          ]),
        ),
      ]),
    ),
    foreignKeys: [...groupBy(keyRows, ({ t, name }) => `${t}.${name}`).values()]
      .map(foreignKeyOf)
      .concat(told),
    uniques: new Map(
      [...groupBy(uniqueRows, ({ t }) => String(t))].map(([table, rows]) => [
        table,
        [...groupBy(rows, ({ name }) => name).values()].map((key) => key.map(({ c }) => String(c))),
      ]),
    ),
    engines: new Map(
      relationRows.flatMap(({ t, engine }) => (engine === null ? [] : [[String(t), String(engine)]])),
    ),
  }
}

async function jsonColumns(ask: Ask, tables: Sql): Promise<string[]> {
  const [[server] = []] = await ask([sql`select version() as v`])
  if (!String(server?.v).includes("MariaDB")) return []
  const [rows = []] = await ask([jsonChecks(tables)])
  return rows.flatMap(({ t, clause }) => {
    const column = /^json_valid\(`(.+)`\)$/.exec(String(clause))?.[1]
    return column === undefined ? [] : [`${t}.${column}`]
  })
}

// Nothing is written through a view: whether it could be taken back depends on the engines of the tables beneath.
const relationOf = (kind: string): Relation =>
  kind.includes("VIEW")
    ? { kind: "view", deletes: false, parted: [] }
    : { kind: "table", deletes: true, parted: [] }

/** The kind of a column by the server's own names, as it is called elsewhere here. */
export const typeOf = (dataType: string, full: string): string =>
  /^(tinyint\(1\)|bit\(1\))/.test(full) ? "boolean" : (TYPES[dataType] ?? dataType)

function columnOf(row: Row, isJson: boolean, isTable: boolean): MysqlColumn {
  const full = String(row.full)
  const type = isJson ? "jsonb" : typeOf(String(row.data_type), full)
  const isMade = /generated/i.test(String(row.extra)) && !/default_generated/i.test(String(row.extra))
  return {
    ...{ type, base: type, full, kind: type === "enum" ? "e" : "b" },
    required: row.nullable === "NO",
    generated: isMade ? String(row.made) : null,
    writable: isTable && !isMade,
    collation: typeof row.collation === "string" ? row.collation : null,
    length: row.length === null ? null : Number(row.length),
  }
}

/** A foreign key by its lines, a column each. */
export function foreignKeyOf(rows: readonly Row[]): ForeignKey {
  const rule = String(rows[0]?.on_delete)
  return {
    table: String(rows[0]?.t),
    columns: rows.map(({ c }) => String(c)),
    target: String(rows[0]?.target),
    targetColumns: rows.map(({ tc }) => String(tc)),
    onDelete: rule === "CASCADE" ? "cascade" : rule === "SET NULL" ? "null" : "refuse",
    deferrable: false,
  }
}
