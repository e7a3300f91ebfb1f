import { readFile } from "node:fs/promises"
import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import { migrate as migrateTables } from "drizzle-orm/node-postgres/migrator"
import { runMigrations } from "graphile-worker"
import pg from "pg"
import { roleUrl } from "./pools"
import { ensureRoles } from "./roles"

const folder = path.join(process.cwd(), "db")

/**
 * Brings both databases to the present schema: roles, job queue, tables, guards, keys. Safe to run again and at once
 * from two processes (an advisory lock lets one go first). `ownerUrl` and `keysOwnerUrl` name databases that exist.
 */
export async function migrate(input: {
  ownerUrl: string
  keysOwnerUrl: string
  masterKey: Buffer
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
    await migrateTables(drizzle(client), { migrationsFolder: path.join(folder, "migrations") })
  } finally {
    await client.end()
  }
  await migrateKeys(input.keysOwnerUrl)
}

async function migrateKeys(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(hashtext('ukuk migrate'))")
    await client.query(await readFile(path.join(folder, "keys", "schema.sql"), "utf8"))
  } finally {
    await client.end()
  }
}
