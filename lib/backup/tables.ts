import type { ClientBase } from "pg"

/** A table whose rows belong into a backup; names are quoted where SQL wants it. */
export type Table = {
  name: string
  owner: string
  columns: string[]
  /** Whether its owner is shown every row of it. */
  isWhole: boolean
  isForced: boolean
}

// What says how far a schema has come is written by the migrations themselves, when one is made to restore into.
const OURS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and (n.nspname, c.relname) not in (('drizzle', '__drizzle_migrations'), ('graphile_worker', 'migrations'))`

const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name, o.rolname as owner,
    array(select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
    c.relforcerowsecurity as "isForced",
    not c.relforcerowsecurity or o.rolsuper or o.rolbypassrls or (
      exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r')
        and c.relowner = any (p.polroles) and pg_get_expr(p.polqual, p.polrelid) = 'true')
      and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('*', 'r')
        and (c.relowner = any (p.polroles) or 0 = any (p.polroles)))) as "isWhole"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
  where c.relkind in ('r', 'p') and ${OURS} order by 1`

/** The tables of a database, in the order of their names. */
export async function tablesOf(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(TABLES)
  return rows
}

const SEQUENCES = `
  select format('%I.%I', n.nspname, c.relname) as name, o.rolname as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
  where c.relkind = 'S' and ${OURS} and n.nspname <> 'drizzle' order by 1`

export type Sequence = { name: string; last: string; called: boolean }

const ownersOf = async (client: ClientBase): Promise<{ name: string; owner: string }[]> =>
  (await client.query<{ name: string; owner: string }>(SEQUENCES)).rows

/** The sequences of a database, and how far each has come. */
export async function sequencesOf(client: ClientBase): Promise<Sequence[]> {
  const found: Sequence[] = []
  for (const { name, owner } of await ownersOf(client)) {
    const asked = `select last_value::text as last, is_called as called from ${name}`
    const [state] = await asOwner(client, owner, async () => (await client.query(asked)).rows)
    found.push({ name, ...state })
  }
  return found
}

/** Sets the sequences of a database to where they were. Those it has no more count for nobody. */
export async function setSequences(client: ClientBase, sequences: readonly Sequence[]): Promise<void> {
  const owners = new Map((await ownersOf(client)).map(({ name, owner }) => [name, owner]))
  for (const { name, last, called } of sequences) {
    const owner = owners.get(name)
    if (owner)
      await asOwner(client, owner, () =>
        client.query("select setval($1::regclass, $2, $3)", [name, last, called]),
      )
  }
}

/** Does `work`, within the transaction that is open, as whom a table belongs to: the queue's are the worker's. */
export async function asOwner<T>(client: ClientBase, owner: string, work: () => Promise<T>): Promise<T> {
  await client.query(`set local role ${client.escapeIdentifier(owner)}`)
  const result = await work()
  await client.query("reset role")
  return result
}
