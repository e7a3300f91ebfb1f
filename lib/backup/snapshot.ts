import pg from "pg"
import { tablesOf } from "@/lib/backup/tables"

/** How values are written, whatever the server or its databases are set to. */
export const WRITTEN_AS =
  "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601'; set local timezone = 'UTC'; set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"

const BEGIN = `begin isolation level repeatable read read only; ${WRITTEN_AS}; select pg_current_snapshot()`

/** How long a key may be waited for that is being made or destroyed. */
const PATIENCE = "5s"

/** A connection that does not end this process when the server goes; who uses it is told by what it asked. */
export async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on("error", () => undefined)
  await client.connect()
  return client
}

/** Runs `work` over a connection of its own. */
export async function over<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connected(url)
  return work(client).finally(() => client.end())
}

/**
 * Runs `work` over connections that see the two databases as they were at one moment. No snapshot reaches over two
 * databases, so while they are taken, a few milliseconds, no key can be made or destroyed: both belong to each other, and
 * nobody but who needs a new key just then waits.
 */
export async function atOneMoment<T>(
  { ownerUrl, keysOwnerUrl }: { ownerUrl: string; keysOwnerUrl: string },
  work: (portal: pg.Client, keys: pg.Client) => Promise<T>,
): Promise<T> {
  return over(ownerUrl, (portal) =>
    over(keysOwnerUrl, async (keys) => {
      await over(keysOwnerUrl, async (gate) => {
        const tables = (await tablesOf(gate)).map(({ name }) => name)
        await gate.query(`begin; set local lock_timeout = '${PATIENCE}'; lock table ${tables} in share mode`)
        await portal.query(BEGIN)
        await keys.query(BEGIN)
        await gate.query("rollback")
      })
      return work(portal, keys)
    }),
  )
}
