import pg from "pg"
import { keysUrl } from "@/lib/configuration"

/** The address of another database on the same server under the same login. */
export function sibling(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

async function exists(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "3D000") return false
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Creates the database a URL names when the server has none of that name; says whether it did. */
export async function ensureDatabase(url: string): Promise<boolean> {
  if (await exists(url)) return false
  const client = new pg.Client({ connectionString: sibling(url, "postgres") })
  await client.connect()
  try {
    await client.query(`create database ${client.escapeIdentifier(new URL(url).pathname.slice(1))}`)
    return true
  } finally {
    await client.end()
  }
}

/** Creates the portal's database and its keys database beside it, where missing. */
export async function ensurePortalDatabases(ownerUrl: string): Promise<void> {
  await ensureDatabase(ownerUrl)
  await ensureDatabase(keysUrl(ownerUrl))
}

/** The address without a login: web and worker use their own roles' and never learn the owner's password. */
export function withoutLogin(url: string): string {
  const bare = new URL(url)
  bare.username = ""
  bare.password = ""
  return bare.href
}
