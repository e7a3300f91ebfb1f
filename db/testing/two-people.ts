import { createHash, randomBytes, randomUUID } from "node:crypto"
import type pg from "pg"

type Keyed = { ids: ReadonlyMap<string, string>; staff: string }
type Column = { name: string; type: string; needed: boolean; refers: string | null }
export type Tables = ReadonlyMap<string, readonly Column[]>

type Value = string | number | boolean | Buffer | null

/**
 * A person of whom every table has one row: the key by which others refer to it, and where it lies. `staff`: who had to do
 * with them; `token`: of their session.
 */
export type Somebody = {
  ids: ReadonlyMap<string, string>
  places: ReadonlyMap<string, string>
  staff: string
  token: string
}

const LIVE = "now() + interval '1 hour'"

/** What a policy or a view asks of a row beyond whose it is, so that none is hidden for another reason. */
const fitting: Readonly<Record<string, Value>> = {
  "accounts.kind": "subject",
  "notice_runs.kind": "breach",
  "messages.author_kind": "subject",
  "sweeps.state": "found",
  "breaches.state": "draft",
  "bulk_disclosures.state": "draft",
  "run_people.state": "post",
  "run_tries.outcome": "posted",
  "edition_drafts.kind": "policy",
  "contact_removals.removed_at": "2026-01-01",
  "recipient_notices.told_at": "2026-01-01",
}

/** Columns that name the person, wherever they stand, and those that name one of the staff. */
const personal = new Set(["account_id", "requester_id"])
const staffs = /_by$|^by$|^staff_id$/

/** May be left out in old rows alone. */
const bound = new Set(["ledger_id", "number"])

/** The schema's tables with their columns, as the database has them. */
export async function tablesOf(owner: pg.Client): Promise<Tables> {
  const { rows } = await owner.query<Column & { table: string }>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull as needed,
      (select f.confrelid::regclass::text from pg_constraint f
       where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1) as refers
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attgenerated = '' and a.attidentity = '' order by 1, a.attnum`)
  const tables = new Map<string, Column[]>()
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column])
  return tables
}

/** Leaves of the database's walls the policies and the grants alone: rules of form and triggers go. */
export async function onlyPolicies(owner: pg.Client, tables: Tables): Promise<void> {
  const { rows } = await owner.query<{ table: string; name: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name from pg_constraint
     where connamespace = 'public'::regnamespace and contype = 'c'`,
  )
  for (const { table, name } of rows) await owner.query(`alter table ${table} drop constraint ${name}`)
  const { rows: indexes } = await owner.query<{ name: string }>(
    `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace and i.indisunique and i.indpred is not null`,
  )
  for (const { name } of indexes) await owner.query(`drop index ${name}`)
  for (const table of tables.keys()) await owner.query(`alter table ${table} disable trigger user`)
}

const made: Readonly<Record<string, () => Value>> = {
  uuid: () => randomUUID(),
  bytea: () => randomBytes(32),
  text: () => randomUUID(),
  boolean: () => false,
  jsonb: () => "{}",
  date: () => "2026-01-01",
  "timestamp with time zone": () => "2026-01-01",
  smallint: () => 1,
  integer: () => Math.floor(Math.random() * 1e9),
  bigint: () => Math.floor(Math.random() * 1e9),
  cidr: () => `10.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}.0/24`,
  "text[]": () => "{}",
  "uuid[]": () => "{}",
}

function filled(table: string, column: Column, who: Keyed): Value {
  const { name, type, needed, refers } = column
  const fits = fitting[`${table}.${name}`]
  if (fits !== undefined) return fits
  if (name === "id" && type === "uuid") return who.ids.get(table) ?? randomUUID()
  if (personal.has(name)) return who.ids.get("accounts") ?? null
  if (refers === "accounts" || staffs.test(name)) return needed ? who.staff : null
  if (refers) return who.ids.get(refers) ?? null
  if (name === "subject_id") return who.ids.get("subjects") ?? null
  if (!needed && !bound.has(name)) return null
  const make = made[type]
  if (!make) throw new Error(`${table}.${name} is of a type nobody fills: ${type}`)
  return make()
}

/** The statement that writes a row of a table about this person. */
export function insertOf(table: string, columns: readonly Column[], who: Keyed): string {
  const literal = (value: Value) =>
    value === null ? "null" : Buffer.isBuffer(value) ? `'\\x${value.toString("hex")}'` : `'${value}'`
  const values = columns.map((column) => literal(filled(table, column, who)))
  return `insert into ${table} (${columns.map(({ name }) => name).join(", ")}) values (${values.join(", ")})`
}

// These stand for who is at the keyboard, and are written apart.
const apart = new Set(["sessions", "staff"])

/** Writes one row about a new person into every table, foreign keys and rules of form unchecked, and signs them in. */
export async function newPerson(owner: pg.Client, tables: Tables, staff: string): Promise<Somebody> {
  const ids = new Map([...tables.keys()].map((table) => [table, randomUUID()]))
  const places = new Map<string, string>()
  const token = randomBytes(32).toString("hex")
  await owner.query("set session_replication_role = replica")
  for (const [table, columns] of tables) {
    if (apart.has(table)) continue
    const { rows } = await owner.query<{ place: string }>(
      `${insertOf(table, columns, { ids, staff })} returning ctid::text as place`,
    )
    places.set(table, rows[0]?.place ?? "")
  }
  const account = ids.get("accounts") ?? ""
  const watcher = await owner.query("select ctid::text as place from staff where account_id = $1", [staff])
  places.set("staff", watcher.rows[0]?.place ?? "")
  places.set("sessions", await openSessionOf(owner, account, token, 1))
  await owner.query("reset session_replication_role")
  return { ids, places, staff, token }
}

/** A live session, as sign-in leaves one; `mandate`: the account acts under it. Returns where its row lies. */
export async function openSessionOf(
  owner: pg.Client,
  account: string,
  token: string,
  level: 1 | 2,
  mandate: string | null = null,
): Promise<string> {
  const hash = createHash("sha256").update(Buffer.from(token, "hex")).digest()
  const { rows } = await owner.query<{ place: string }>(
    `insert into sessions (hash, account_id, expires_at, auth_level, mandate_id) values ($1, $2, ${LIVE}, $3, $4)
     returning ctid::text as place`,
    [hash, account, level, mandate],
  )
  return rows[0]?.place ?? ""
}
