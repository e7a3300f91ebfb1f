import type { ForeignKey } from "./catalog"
import type { Ask } from "./pool"

/** A column of the live schema, whatever the data map says of it. */
export type LiveColumn = {
  readonly name: string
  /** Base type as SQL writes it; `full` with length or scale. */
  readonly type: string
  readonly full: string
  readonly required: boolean
  readonly generated: boolean
  readonly comment: string
  /** The values a check allows, where it lists them. */
  readonly allowed: readonly string[]
  /** Whether this login may read it. */
  readonly readable: boolean
  /** Of a value inside a jsonb column: the column, and where it stands in there. */
  readonly inside?: { readonly column: string; readonly path: readonly string[] }
}
export type LiveTable = {
  /** With its schema: "core.customers". */
  readonly name: string
  readonly kind: "table" | "view" | "copy"
  readonly comment: string
  /** The table it inherits from, through which its rows are read as well. */
  readonly above?: string
  /** As the server estimates it; -1 when it does not know. */
  readonly rows: number
  readonly primaryKey: readonly string[]
  /** Columns that are unique alone. */
  readonly unique: readonly string[]
  readonly columns: readonly LiveColumn[]
  /** What was seen inside its jsonb columns; the catalogues know nothing of it. */
  readonly parts: readonly LiveColumn[]
}
export type Trigger = { readonly table: string; readonly name: string }
/** A view, or a copy of rows, that holds a column of a table. */
export type Shown = { readonly view: string; readonly table: string; readonly column: string }
export type LiveSchema = {
  readonly tables: readonly LiveTable[]
  readonly keys: readonly ForeignKey[]
  readonly triggers: readonly Trigger[]
  readonly shown: readonly Shown[]
}

const OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"

const TABLES = `select n.nspname || '.' || c.relname as name,
  case c.relkind when 'v' then 'view' when 'm' then 'copy' else 'table' end as kind,
  coalesce(obj_description(c.oid, 'pg_class'), '') as comment, c.reltuples::bigint::text as rows,
  (select m.nspname || '.' || p.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent
    join pg_catalog.pg_namespace m on m.oid = p.relnamespace where i.inhrelid = c.oid order by i.inhseqno limit 1) as above,
  coalesce((select array_agg(a.attname::text order by k.i) from pg_catalog.pg_index x
    cross join unnest(x.indkey::int2[]) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.n
    where x.indrelid = c.oid and x.indisprimary), '{}') as primary_key,
  coalesce((select array_agg(distinct a.attname::text) from pg_catalog.pg_index x
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where x.indrelid = c.oid and x.indisunique and x.indnkeyatts = 1 and x.indpred is null), '{}') as "unique"
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where ${OURS} and c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
order by 1`

const COLUMNS = `select n.nspname || '.' || c.relname as "table", a.attname as name,
  format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), -1) as type,
  format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), a.atttypmod) as "full",
  a.attnotnull as required, a.attgenerated <> '' as generated,
  coalesce(col_description(c.oid, a.attnum), '') as comment,
  has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select') as readable,
  (select pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k
    where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] order by k.conname limit 1) as "check",
  (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid) as labels
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
where ${OURS} and c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition and a.attnum > 0 and not a.attisdropped
order by 1, a.attnum`

// A partition's keys are those of the table above them all.
const KEYS = `with recursive above (oid, top) as (
  select oid, oid from pg_catalog.pg_class where relkind in ('r', 'p')
  union all select a.oid, i.inhparent from above a join pg_catalog.pg_inherits i on i.inhrelid = a.top
), whole as (
  select a.oid, n.nspname || '.' || c.relname as name from above a
  join pg_catalog.pg_class c on c.oid = a.top and not c.relispartition
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${OURS}
)
select distinct w.name as "table", t.name as target,
  (select array_agg(a.attname::text order by k.i) from unnest(f.conkey) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.n) as columns,
  (select array_agg(a.attname::text order by k.i) from unnest(f.confkey) with ordinality k(n, i)
    join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.n) as target_columns,
  f.confdeltype::text as on_delete, f.condeferrable as deferrable
from pg_catalog.pg_constraint f
join whole w on w.oid = f.conrelid
join whole t on t.oid = f.confrelid
where f.contype = 'f'
order by 1, 3, 2`

const TRIGGERS = `select n.nspname || '.' || c.relname as "table", g.tgname as name
from pg_catalog.pg_trigger g
join pg_catalog.pg_class c on c.oid = g.tgrelid and not c.relispartition
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not g.tgisinternal and ${OURS} order by 1, 2`

const SHOWN = `select distinct n.nspname || '.' || v.relname as view, tn.nspname || '.' || t.relname as "table", a.attname as "column"
from pg_catalog.pg_depend d
join pg_catalog.pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass
join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
join pg_catalog.pg_namespace n on n.oid = v.relnamespace
join pg_catalog.pg_class t on t.oid = d.refobjid and d.refclassid = 'pg_class'::regclass and t.oid <> v.oid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid and d.refobjsubid > 0
where ${OURS} order by 1, 2, 3`

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** The literals of `CHECK ((x = ANY (ARRAY['a'::text, 'b'::text])))`; none where the check says anything else. */
const allowedBy = (check: string): string[] =>
  / = ANY \(+ARRAY\[/.test(check)
    ? [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = ""]) => text.replaceAll("''", "'"))
    : []

function columnOf(row: Record<string, unknown>): LiveColumn {
  const labels = list(row.labels)
  return {
    name: String(row.name),
    type: String(row.type),
    full: String(row.full),
    required: row.required === true,
    generated: row.generated === true,
    comment: String(row.comment),
    allowed: labels.length > 0 ? labels : allowedBy(String(row.check ?? "")),
    readable: row.readable === true,
  }
}

/** Everything the live schema says of tables, views, keys and triggers of the whole database. Catalogues alone are read. */
export async function liveSchema(ask: Ask): Promise<LiveSchema> {
  const texts = [TABLES, COLUMNS, KEYS, TRIGGERS, SHOWN]
  const [tables = [], columns = [], keys = [], triggers = [], shown = []] = await ask(
    texts.map((text) => ({ text, values: [] })),
  )
  const ofTable = new Map<string, Record<string, unknown>[]>()
  for (const row of columns) ofTable.set(String(row.table), [...(ofTable.get(String(row.table)) ?? []), row])
  return {
    tables: tables.map((row) => ({
      name: String(row.name),
      kind: row.kind === "view" || row.kind === "copy" ? row.kind : "table",
      comment: String(row.comment),
      ...(typeof row.above === "string" ? { above: row.above } : {}),
      rows: Number(row.rows),
      primaryKey: list(row.primary_key),
      unique: list(row.unique),
      columns: (ofTable.get(String(row.name)) ?? []).map(columnOf),
      parts: [],
    })),
    keys: keys.map((row) => ({
      table: String(row.table),
      columns: list(row.columns),
      target: String(row.target),
      targetColumns: list(row.target_columns),
      onDelete:
        row.on_delete === "c"
          ? "cascade"
          : row.on_delete === "n" || row.on_delete === "d"
            ? "null"
            : "refuse",
      deferrable: row.deferrable === true,
    })),
    triggers: triggers.map((row) => ({ table: String(row.table), name: String(row.name) })),
    shown: shown.map((row) => ({
      view: String(row.view),
      table: String(row.table),
      column: String(row.column),
    })),
  }
}
