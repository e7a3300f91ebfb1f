import { createHash, randomBytes } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import pg from "pg"
import { migrate } from "@/db/migrate"

/** The master key of every test database; the login roles' passwords follow from it, as they do in life. */
export const testMasterKey = Buffer.alloc(32, 7)

/** The connector's login belongs to the whole server, so every test gives it the same password. */
export const testConnectorPassword = "connector-of-the-tests"

/** A database of a test's own: the owner's addresses of the portal's and the keys database. */
export type FreshDatabase = { url: string; keysUrl: string; masterKey: Buffer; drop(): Promise<void> }

/** The superuser's address of the run's server, with another database name. */
export function testServerUrl(database = "postgres"): string {
  const url = new URL(process.env.UKUK_TEST_PG ?? "")
  url.pathname = `/${database}`
  return url.href
}

/** Runs `work` as the superuser on the run's server, in the database `postgres`. */
async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: testServerUrl() })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

// A server that outlives the run must not hand out a template of older migrations.
function templateName(): string {
  const hash = createHash("sha256")
  for (const entry of readdirSync("db", { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && !file.includes(".test.")) hash.update(file).update(readFileSync(file))
  }
  return `template_${hash.digest("hex").slice(0, 16)}`
}

/** The migrated template, made by whichever test comes first while the others wait. */
async function template(client: pg.Client): Promise<string> {
  const name = templateName()
  const found = () => client.query("select 1 from pg_database where datname = $1", [name])
  if ((await found()).rowCount) return name
  await client.query("select pg_advisory_lock(20260)")
  try {
    if ((await found()).rowCount) return name
    const making = `${name}_making`
    for (const database of [making, `${name}_keys`]) {
      await client.query(`drop database if exists ${database} with (force)`)
      await client.query(`create database ${database}`)
    }
    await migrate({
      ownerUrl: testServerUrl(making),
      keysOwnerUrl: testServerUrl(`${name}_keys`),
      masterKey: testMasterKey,
    })
    await client.query(`alter database ${making} rename to ${name}`)
    return name
  } finally {
    await client.query("select pg_advisory_unlock(20260)")
  }
}

/**
 * A freshly migrated portal database with its keys database, copied from a template made once per run.
 * Call `drop` when done (afterAll).
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`
  await asSuperuser(async (client) => {
    const from = await template(client)
    await client.query(`create database ${name} template ${from}`)
    await client.query(`create database ${name}_keys template ${from}_keys`)
  })
  const drop = () =>
    asSuperuser(async (client) => {
      await client.query(`drop database if exists ${name} with (force)`)
      await client.query(`drop database if exists ${name}_keys with (force)`)
    })
  return { url: testServerUrl(name), keysUrl: testServerUrl(`${name}_keys`), masterKey: testMasterKey, drop }
}
