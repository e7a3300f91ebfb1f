import { type Client, escapeLiteral } from "pg"

const roles = {
  lender_owner: "nologin",
  lender_app: "nologin",
  ukuk_connector: "login",
} as const

function sqlState(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined
}

async function createRole(client: Client, name: keyof typeof roles): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_roles where rolname = $1", [name])
  if (rowCount) return
  try {
    await client.query(`create role ${name} ${roles[name]} noinherit nobypassrls`)
  } catch (error) {
    const madeMeanwhile = ["42710", "23505"].includes(String(sqlState(error)))
    if (!madeMeanwhile) throw error
  }
}

/**
 * Makes the lender's roles where they are missing and gives the connector's role its password. Roles belong to
 * the whole server, so two loads at once may meet here: one of them tries again.
 */
export async function makeRoles(client: Client, connectorPassword: string): Promise<void> {
  for (const name of ["lender_owner", "lender_app", "ukuk_connector"] as const) await createRole(client, name)
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`alter role ukuk_connector login password ${escapeLiteral(connectorPassword)}`)
      return
    } catch (error) {
      const updatedMeanwhile = sqlState(error) === "XX000"
      if (!updatedMeanwhile || attempt === 5) throw error
    }
  }
}
