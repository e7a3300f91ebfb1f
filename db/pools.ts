import pg from "pg"
import { type Deriving, type PortalRole, rolePassword } from "./roles"

export type Pools = Record<"subject" | "staff" | "worker" | "auth" | "keyring", pg.Pool>

/** The connection string of one role, made from the owner's. */
export function roleUrl(ownerUrl: string, role: PortalRole, masterKey: Deriving): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = rolePassword(masterKey, role)
  return url.href
}

/** One pool per database role: what a role may touch is decided by the server, not by us. */
export function openPools(input: {
  databaseUrl: string
  keysUrl: string
  masterKey: Deriving
  size?: number
}): Pools {
  const open = (role: PortalRole, url = input.databaseUrl) => {
    const pool = new pg.Pool({
      connectionString: roleUrl(url, role, input.masterKey),
      max: input.size ?? 8,
      connectionTimeoutMillis: 5_000,
      statement_timeout: role === "ukuk_worker" ? 60_000 : 10_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 30_000,
      application_name: role,
      pipeline: true,
    })
    // Without a listener a restart of PostgreSQL would end this process.
    pool.on("error", () => undefined)
    pool.on("connect", (client) => client.on("error", () => undefined))
    return pool
  }
  return {
    subject: open("ukuk_subject"),
    staff: open("ukuk_staff"),
    worker: open("ukuk_worker"),
    auth: open("ukuk_auth"),
    keyring: open("ukuk_keyring", input.keysUrl),
  }
}

export async function closePools(pools: Pools): Promise<void> {
  await Promise.all(Object.values(pools).map((pool) => pool.end()))
}
