import type { Client } from "pg"
import { ensureRole, makeConnectorRole } from "@/db/connector-role"

/** Makes the lender's roles where they are missing and gives the connector's role its password. */
export async function makeRoles(client: Client, connectorPassword: string): Promise<void> {
  for (const name of ["lender_owner", "lender_app"]) await ensureRole(client, name, "nologin")
  await makeConnectorRole(client, connectorPassword)
}
