import { groupBy } from "../group"
import { type Entry, holdsLargeObjects, type RelationalMap } from "../map-schema"
import type { Reference, Step, Where } from "../reach-schema"
import type { Statement } from "./sql"

/** Where PostgreSQL says which large objects there are. */
export const LARGE_OBJECTS = "pg_catalog.pg_largeobject_metadata"

/**
 * `type` is the type as SQL writes it, `full` with its length or scale; `base` is what a domain rests on and `kind` its
 * kind, as pg_type.typtype has it. `generated`: the expression a value is made from. `writable`: a value can be put in.
 */
export type Column = {
  readonly type: string
  readonly full: string
  readonly base: string
  readonly kind: string
  readonly required: boolean
  readonly generated: string | null
  readonly writable: boolean
}
/** What a table of the map is in the source; `deletes`: its rows can be deleted; `parted`: by which columns it is parted. */
export type Relation = {
  readonly kind: "table" | "view" | "materialized" | "foreign"
  readonly deletes: boolean
  readonly parted: readonly string[]
}
export type ForeignKey = {
  readonly table: string
  readonly columns: readonly string[]
  readonly target: string
  readonly targetColumns: readonly string[]
  /** What deleting the target does to the referring row. */
  readonly onDelete: "refuse" | "cascade" | "null"
  /** Looked at only when all is done, so that rows may refer to each other in a circle. */
  readonly deferrable: boolean
  /** Of rows the map names beside its entries: their key, and which of them refer. */
  readonly primaryKey?: readonly string[]
  readonly where?: Where
}
export type Catalog = {
  readonly relations: ReadonlyMap<string, Relation>
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, Column>>
  /** Those of the schema, a partition's as its whole table's, and the references the map knows of alone. */
  readonly foreignKeys: readonly ForeignKey[]
  /** The columns of each unique key, by table. */
  readonly uniques: ReadonlyMap<string, readonly (readonly string[])[]>
}

/** Every table the map names, sorted. */
export function tablesOf(map: RelationalMap): string[] {
  const tables = new Set([map.subject.table])
  for (const entry of Object.values(map.entries)) {
    tables.add(entry.table)
    for (const step of stepsOf(entry)) tables.add(step.table)
    if (entry.shares) tables.add(entry.shares.table)
    if (holdsLargeObjects(entry)) tables.add(LARGE_OBJECTS)
  }
  for (const { through } of map.subject.identifiers) for (const { table } of through ?? []) tables.add(table)
  for (const { table, to } of map.references ?? []) tables.add(table).add(to)
  if (map.processing) tables.add(map.processing.flags.table)
  for (const closing of map.processing?.closing ?? []) tables.add(closing.table)
  for (const fact of Object.values(map.facts)) for (const table of Object.keys(fact.reads)) tables.add(table)
  return [...tables].sort()
}

const stepsOf = ({ path = [], fields }: Entry): Step[] => [
  ...path,
  ...fields.flatMap(({ through }) => through ?? []),
]

const RELATIONS = `select n.nspname || '.' || c.relname as "table", c.relkind::text as kind,
  c.relkind in ('r', 'p', 'v') and pg_catalog.pg_relation_is_updatable(c.oid, true) & 16 <> 0 as deletes,
  (select array_agg(a.attname::text) from pg_catalog.pg_partitioned_table p cross join unnest(p.partattrs::int2[]) k(n)
    join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = k.n where p.partrelid = c.oid) as parted
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname || '.' || c.relname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
order by 1`

// A domain may rest on another domain.
const COLUMNS = `with recursive rests(type, base) as (
  select oid, oid from pg_catalog.pg_type where typtype <> 'd'
  union all
  select d.oid, r.base from rests r join pg_catalog.pg_type d on d.typtype = 'd' and d.typbasetype = r.type
)
select n.nspname || '.' || c.relname as "table", a.attname as "column",
  format_type(a.atttypid, -1) as type, format_type(a.atttypid, a.atttypmod) as "full",
  format_type(b.oid, -1) as base, b.typtype::text as kind, a.attnotnull or d.typnotnull as required,
  case when a.attgenerated <> '' then pg_catalog.pg_get_expr(g.adbin, g.adrelid) end as generated,
  c.relkind in ('r', 'p', 'v') and a.attgenerated = '' and a.attidentity <> 'a'
    and pg_catalog.pg_column_is_updatable(c.oid, a.attnum, true) as writable
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type d on d.oid = a.atttypid
join rests r on r.type = a.atttypid
join pg_catalog.pg_type b on b.oid = r.base
left join pg_catalog.pg_attrdef g on g.adrelid = a.attrelid and g.adnum = a.attnum
where n.nspname || '.' || c.relname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and a.attnum > 0 and not a.attisdropped
order by 1, a.attnum`

// A partition, and a table that inherits, are read and changed through the table above them all.
const FOREIGN_KEYS = `with recursive above (oid, top) as (
  select oid, oid from pg_catalog.pg_class where relkind in ('r', 'p')
  union all select a.oid, i.inhparent from above a join pg_catalog.pg_inherits i on i.inhrelid = a.top
), named as (
  select c.oid, n.nspname || '.' || c.relname as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
)
select distinct coalesce(m.name, o.name) as "table", t.name as target,
  (select array_agg(a.attname::text order by k.i) from unnest(f.conkey) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.n) as columns,
  (select array_agg(a.attname::text order by k.i) from unnest(f.confkey) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.n) as target_columns,
  f.confdeltype::text as on_delete, f.condeferrable as deferrable
from pg_catalog.pg_constraint f
join named o on o.oid = f.conrelid
join named t on t.oid = f.confrelid
left join lateral (
  select p.name from above a join named p on p.oid = a.top
  where a.oid = f.conrelid and p.name = any($1::text[]) and o.name <> all($1::text[]) limit 1
) m on true
where f.contype = 'f' and t.name = any($1::text[])
order by 1, 3, 2`

const UNIQUES = `select n.nspname || '.' || c.relname as "table",
  (select array_agg(a.attname::text) from unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) k(n)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.n) as columns
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname || '.' || c.relname = any($1::text[]) and i.indisunique and i.indpred is null and i.indexprs is null`

type Ask = (statements: readonly Statement[]) => Promise<Record<string, unknown>[][]>

const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const onDelete = (code: unknown): ForeignKey["onDelete"] =>
  code === "c" ? "cascade" : code === "n" || code === "d" ? "null" : "refuse"

/** Reads what the live schema says of the map's tables: columns with types, unique keys, and the keys that point at them. */
export async function loadCatalog(ask: Ask, map: RelationalMap): Promise<Catalog> {
  const values = [tablesOf(map)]
  const texts = [RELATIONS, COLUMNS, FOREIGN_KEYS, UNIQUES]
  const answers = await ask(texts.map((text) => ({ text, values })))
  const [relationRows = [], columnRows = [], keyRows = [], uniqueRows = []] = answers
  const uniques = groupBy(uniqueRows, ({ table }) => String(table))
  return {
    relations: new Map(relationRows.map(relationOf)),
    columns: columnsOf(columnRows),
    foreignKeys: [...keyRows.map(foreignKeyOf), ...(map.references ?? []).map(referenceOf)],
    uniques: new Map([...uniques].map(([table, rows]) => [table, rows.map((row) => names(row.columns))])),
  }
}

const KINDS: Record<string, Relation["kind"]> = { v: "view", m: "materialized", f: "foreign" }

const relationOf = ({ table, kind, deletes, parted }: Record<string, unknown>): [string, Relation] => [
  String(table),
  { kind: KINDS[String(kind)] ?? "table", deletes: deletes === true, parted: names(parted) },
]

function columnsOf(rows: readonly Record<string, unknown>[]): Map<string, Map<string, Column>> {
  const columns = new Map<string, Map<string, Column>>()
  for (const row of rows) {
    const table = columns.get(String(row.table)) ?? new Map<string, Column>()
    table.set(String(row.column), {
      type: String(row.type),
      full: String(row.full),
      base: String(row.base),
      kind: String(row.kind),
      required: row.required === true,
      generated: typeof row.generated === "string" ? row.generated : null,
      writable: row.writable === true,
    })
    columns.set(String(row.table), table)
  }
  return columns
}

const foreignKeyOf = (row: Record<string, unknown>): ForeignKey => ({
  table: String(row.table),
  columns: names(row.columns),
  target: String(row.target),
  targetColumns: names(row.target_columns),
  onDelete: onDelete(row.on_delete),
  deferrable: row.deferrable === true,
})

// No constraint holds such a row back, so nothing need wait for it: the order alone is kept.
const referenceOf = ({ table, primaryKey, where, to, on }: Reference): ForeignKey => ({
  ...{ table, primaryKey, target: to, columns: Object.keys(on), targetColumns: Object.values(on) },
  ...{ onDelete: "refuse", deferrable: false },
  ...(where ? { where } : {}),
})
