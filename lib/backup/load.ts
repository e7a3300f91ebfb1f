import type { ClientBase } from "pg"
import { from as copyFrom } from "pg-copy-streams"
import { BackupFault } from "@/lib/backup/fault"
import { readPart, type Stored } from "@/lib/backup/part"
import { WRITTEN_AS } from "@/lib/backup/snapshot"
import { asOwner, type Sequence, setSequences, type Table, tablesOf } from "@/lib/backup/tables"

/**
 * Fills the tables of a database of the same schema, in the transaction that is open. What triggers guard are steps of people, not rows
 * that once took them, so they rest meanwhile; references are taken off and set anew, and by that checked as a whole.
 */
export async function loadRows(
  client: ClientBase,
  parts: readonly Stored[],
  sequences: readonly Sequence[],
): Promise<void> {
  await client.query(WRITTEN_AS)
  const tables = new Map((await tablesOf(client)).map((table) => [table.name, table]))
  const references = await referencesOf(client)
  for (const { table, name, owner } of references)
    await asOwner(client, owner, () => client.query(`alter table ${table} drop constraint ${name}`))
  for (const table of tables.values())
    await asOwner(client, table.owner, () => client.query(`${resting(table)}; truncate ${table.name}`))
  for (const stored of parts) await loadPart(client, stored, tables)
  await setSequences(client, sequences)
  for (const table of tables.values()) await asOwner(client, table.owner, () => client.query(awake(table)))
  for (const { table, name, owner, definition } of references)
    await asOwner(client, owner, () =>
      client.query(`alter table ${table} add constraint ${name} ${definition}`),
    )
}

// COPY into a table whose owner is held to row security is refused by the server.
const resting = ({ name, isForced }: Table): string =>
  `alter table ${name} disable trigger user${isForced ? `; alter table ${name} no force row level security` : ""}`

const awake = ({ name, isForced }: Table): string =>
  `alter table ${name} enable trigger user${isForced ? `; alter table ${name} force row level security` : ""}`

async function loadPart(
  client: ClientBase,
  stored: Stored,
  tables: ReadonlyMap<string, Table>,
): Promise<void> {
  const { name, columns, rows } = stored.part
  const table = tables.get(name)
  const unknown = columns.filter((column) => !table?.columns.includes(column))
  if (!table || unknown.length > 0)
    throw new BackupFault(
      `The backup holds ${name} (${unknown.join(", ")}), which this version of the portal has no place for: restore it with the version it was made by.`,
    )
  const copy = copyFrom(`copy ${name} (${columns}) from stdin`)
  await asOwner(client, table.owner, () => readPart(stored, client.query(copy)))
  if (copy.rowCount !== rows) throw new BackupFault(`${name}: ${copy.rowCount} rows arrived, not ${rows}.`)
}

type Reference = { table: string; name: string; owner: string; definition: string }

async function referencesOf(client: ClientBase): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `select k.conrelid::regclass::text as table, quote_ident(k.conname) as name, o.rolname as owner,
       pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_roles o on o.oid = c.relowner
     where k.contype = 'f' and k.conparentid = 0 order by 1, 2`,
  )
  return rows
}
