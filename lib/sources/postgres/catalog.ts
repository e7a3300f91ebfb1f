import type { RelationalMap } from "../map-schema"
import type { Statement } from "./sql"

/** `type` is the base type as SQL writes it, `full` with its length or scale. */
export type Column = { readonly type: string; readonly full: string; readonly required: boolean }
export type ForeignKey = {
  readonly table: string
  readonly columns: readonly string[]
  readonly target: string
  readonly targetColumns: readonly string[]
  /** What deleting the target does to the referring row. */
  readonly onDelete: "refuse" | "cascade" | "null"
}
export type Catalog = {
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, Column>>
  readonly foreignKeys: readonly ForeignKey[]
}

/** Every table the map names, sorted. */
export function tablesOf(map: RelationalMap): string[] {
  const tables = new Set([map.subject.table])
  for (const entry of Object.values(map.entries)) {
    tables.add(entry.table)
    for (const step of entry.path ?? []) tables.add(step.table)
    if (entry.shares) tables.add(entry.shares.table)
  }
  if (map.processing) tables.add(map.processing.flags.table)
  for (const closing of map.processing?.closing ?? []) tables.add(closing.table)
  for (const fact of Object.values(map.facts)) for (const table of Object.keys(fact.reads)) tables.add(table)
  return [...tables].sort()
}

const COLUMNS = `select n.nspname || '.' || c.relname as "table", a.attname as "column",
  format_type(a.atttypid, -1) as type, format_type(a.atttypid, a.atttypmod) as "full", a.attnotnull as required
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname || '.' || c.relname = any($1::text[]) and a.attnum > 0 and not a.attisdropped
order by 1, a.attnum`

const FOREIGN_KEYS = `select n.nspname || '.' || c.relname as "table", tn.nspname || '.' || t.relname as target,
  (select array_agg(a.attname::text order by k.i) from unnest(f.conkey) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.n) as columns,
  (select array_agg(a.attname::text order by k.i) from unnest(f.confkey) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.n) as target_columns,
  f.confdeltype::text as on_delete
from pg_catalog.pg_constraint f
join pg_catalog.pg_class c on c.oid = f.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class t on t.oid = f.confrelid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where f.contype = 'f' and tn.nspname || '.' || t.relname = any($1::text[])
order by 1, f.conname`

type Ask = (statements: readonly Statement[]) => Promise<Record<string, unknown>[][]>

const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const onDelete = (code: unknown): ForeignKey["onDelete"] =>
  code === "c" ? "cascade" : code === "n" || code === "d" ? "null" : "refuse"

/** Reads what the live schema says of the tables: columns with types, and the foreign keys that point at them. */
export async function loadCatalog(ask: Ask, tables: readonly string[]): Promise<Catalog> {
  const [columnRows = [], keyRows = []] = await ask([
    { text: COLUMNS, values: [tables] },
    { text: FOREIGN_KEYS, values: [tables] },
  ])
  const columns = new Map<string, Map<string, Column>>()
  for (const row of columnRows) {
    const table = columns.get(String(row.table)) ?? new Map<string, Column>()
    table.set(String(row.column), {
      type: String(row.type),
      full: String(row.full),
      required: row.required === true,
    })
    columns.set(String(row.table), table)
  }
  const foreignKeys = keyRows.map((row) => ({
    table: String(row.table),
    columns: names(row.columns),
    target: String(row.target),
    targetColumns: names(row.target_columns),
    onDelete: onDelete(row.on_delete),
  }))
  return { columns, foreignKeys }
}
