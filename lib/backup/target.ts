import type { ClientBase } from "pg"
import { BackupFault } from "@/lib/backup/fault"
import { asOwner, tablesOf } from "@/lib/backup/tables"

/** Stands in a database from the first to the last step of a restore into it. */
const MARK = "restoring"

const isMarked = async (client: ClientBase): Promise<boolean> => {
  const { rows } = await client.query("select to_regnamespace($1) is not null as is", [MARK])
  return rows[0]?.is === true
}

/**
 * Throws BackupFault when anything is in a database, but for what a restore left that was cut off. Nothing is changed, so
 * that all are looked at before any is touched; until this connection ends nobody else restores into it.
 */
export async function requireEmpty(client: ClientBase): Promise<void> {
  const { rows } = await client.query("select pg_try_advisory_lock(hashtext('ukuk restore')) as mine")
  if (!rows[0]?.mine) throw new BackupFault("Another restore into this database is under way: wait for it.")
  if (!(await isMarked(client))) await requireNoRows(client)
}

/** Makes a database of which that is known quite empty, and marks it. */
export async function claim(client: ClientBase): Promise<void> {
  await client.query(`create schema if not exists ${MARK}`)
  await clear(client)
}

/** Tables without a row, as a schema that was only made has them, are nothing. */
async function requireNoRows(client: ClientBase): Promise<void> {
  await client.query("begin")
  for (const { name, owner } of await tablesOf(client)) {
    const { rowCount } = await asOwner(client, owner, () => client.query(`select 1 from ${name} limit 1`))
    if (!rowCount) continue
    const { rows } = await client.query<{ database: string }>("select current_database() as database")
    throw new BackupFault(
      `The database ${rows[0]?.database} is not empty: a backup is restored into empty databases only. Drop it and make it anew, or give DATABASE_URL another name.`,
    )
  }
  await client.query("commit")
}

/** Takes away whatever a restore that was cut off has made, or a schema without rows. */
async function clear(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; owner: string }>(
    `select quote_ident(n.nspname) as name, o.rolname as owner from pg_namespace n join pg_roles o on o.oid = n.nspowner
     where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', $1)`,
    [MARK],
  )
  await client.query("begin")
  for (const { name, owner } of rows) {
    const isQueue = name === "graphile_worker"
    if (isQueue) await client.query(`set local role ${client.escapeIdentifier(owner)}`)
    await client.query(`drop schema ${name} cascade`)
    if (isQueue) await client.query("reset role")
  }
  await client.query("create schema public; grant usage on schema public to public; commit")
}

/** Takes the mark away: the restore is complete. */
export const release = async (client: ClientBase): Promise<void> => {
  await client.query(`drop schema ${MARK}`)
}

/** Throws BackupFault where a restore into this database was cut off: half a portal must not open. */
export async function requireRestored(client: ClientBase): Promise<void> {
  if (await isMarked(client))
    throw new BackupFault("A restore into this database was cut off: run it again before the portal starts.")
}
