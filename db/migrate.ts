import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { readMigrationFiles } from "drizzle-orm/migrator"
import { drizzle } from "drizzle-orm/node-postgres"
import { migrate as migrateTables } from "drizzle-orm/node-postgres/migrator"
import { runMigrations } from "graphile-worker"
import pg from "pg"
import { roleUrl } from "./pools"
import { type Deriving, ensureRoles } from "./roles"

const folder = path.join(process.cwd(), "db")
const migrations = path.join(folder, "migrations")

/** The hashes of all migrations there are, in their order. */
export const migrationsKnown = async (): Promise<string[]> =>
  readMigrationFiles({ migrationsFolder: migrations }).map(({ hash }) => hash)

/**
 * Brings both databases to the present schema: roles, job queue, tables, guards, keys. Safe to run again and at once
 * from two processes (an advisory lock lets one go first). `ownerUrl` and `keysOwnerUrl` name databases that exist;
 * `upTo`: only to what it was after so many migrations, to restore what was backed up then.
 */
export async function migrate(input: {
  ownerUrl: string
  keysOwnerUrl: string
  masterKey: Deriving
  upTo?: number
}): Promise<void> {
  const client = new pg.Client({ connectionString: input.ownerUrl })
  await client.connect()
  try {
    await ensureRoles(client, input.masterKey)
    await client.query("select pg_advisory_lock(hashtext('ukuk migrate'))")
    const database = client.escapeIdentifier(new URL(input.ownerUrl).pathname.slice(1))
    await client.query(`grant create on database ${database} to ukuk_worker`)
    await runMigrations({ connectionString: roleUrl(input.ownerUrl, "ukuk_worker", input.masterKey) })
    await client.query(`revoke create on database ${database} from ukuk_worker`)
    await withMigrations(input.upTo, (migrationsFolder) =>
      migrateTables(drizzle(client), { migrationsFolder }),
    )
  } finally {
    await client.end()
  }
  await migrateKeys(input)
}

/** The folder of migrations, or one of the first of them alone. */
async function withMigrations(upTo: number | undefined, work: (folder: string) => Promise<void>) {
  if (upTo === undefined) return work(migrations)
  const first = await mkdtemp(path.join(tmpdir(), "ukuk-migrations-"))
  try {
    await cp(migrations, first, { recursive: true })
    const journal = path.join(first, "meta", "_journal.json")
    const all: { entries: unknown[] } = JSON.parse(await readFile(journal, "utf8"))
    await writeFile(journal, JSON.stringify({ ...all, entries: all.entries.slice(0, upTo) }))
    await work(first)
  } finally {
    await rm(first, { recursive: true, force: true })
  }
}

/** The same of the keys database alone. */
export async function migrateKeys(input: { keysOwnerUrl: string; masterKey: Deriving }): Promise<void> {
  const client = new pg.Client({ connectionString: input.keysOwnerUrl })
  await client.connect()
  try {
    await ensureRoles(client, input.masterKey)
    await client.query("select pg_advisory_lock(hashtext('ukuk migrate'))")
    await client.query(await readFile(path.join(folder, "keys", "schema.sql"), "utf8"))
  } finally {
    await client.end()
  }
}
