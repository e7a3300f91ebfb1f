import { type Client, escapeLiteral } from "pg"

/** The login by which the portal reaches a demo source; its rights there are those the data map needs. */
export const CONNECTOR = "ukuk_connector"

/** The address by which the connector's role reaches the database that its owner reaches at `ownerUrl`. */
export function connectorUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = CONNECTOR
  url.password = password
  return url.href
}

function sqlState(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined
}

/** Makes a role where it is missing; two programs may do so at once. `name` is one of ours. */
export async function ensureRole(client: Client, name: string, login: "login" | "nologin"): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [name])
  if (rowCount) return
  try {
    await client.query(`create role ${name} ${login} noinherit nobypassrls`)
  } catch (error) {
    const madeMeanwhile = ["42710", "23505"].includes(String(sqlState(error)))
    if (!madeMeanwhile) throw error
  }
}

/**
 * Makes the connector's role and gives it its password. Roles belong to the whole server, so two loads at once may meet
 * here: one of them tries again.
 */
export async function makeConnectorRole(client: Client, password: string): Promise<void> {
  await ensureRole(client, CONNECTOR, "login")
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`alter role ${CONNECTOR} login password ${escapeLiteral(password)}`)
      return
    } catch (error) {
      const updatedMeanwhile = sqlState(error) === "XX000"
      if (!updatedMeanwhile || attempt === 5) throw error
    }
  }
}
