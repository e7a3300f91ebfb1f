import path from "node:path"
import pg from "pg"
import { openEmbedded } from "@/db/embedded"
import { readConfiguration, readVariables } from "@/lib/configuration"
import { type OpenHouse, openHouse } from "@/lib/house"
import { type Deployment, deploymentOf } from "../start/deployment"

/**
 * Runs `work` with the owner's login: of DATABASE_URL, or of the embedded server of UKUK_HOME, which may be running.
 * Prints what is wrong with the variables and returns 1; else returns 0.
 */
export async function withOwner(
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
  work: (client: pg.Client, deployment: Deployment) => Promise<void>,
): Promise<0 | 1> {
  const { value, faults } = readVariables(env)
  if (!value) {
    for (const fault of faults) out(fault)
    return 1
  }
  const server = value.databaseUrl ? null : await openEmbedded(path.resolve(value.home))
  const deployment = deploymentOf(value, server?.url ?? null)
  const client = new pg.Client({ connectionString: deployment.ownerUrl })
  try {
    await client.connect()
    await work(client, deployment)
    return 0
  } finally {
    await client.end()
    await server?.stop()
  }
}

/** Runs `work` with the deployment's house: its vault, pools and sources. */
export async function withHouse<T>(
  deployment: Deployment,
  work: (house: OpenHouse) => Promise<T>,
): Promise<T> {
  const { value, faults } = readConfiguration(deployment.env)
  if (!value) throw new Error(faults.join("\n"))
  const house = openHouse(value, { size: 2 })
  return work(house).finally(() => house.close())
}
