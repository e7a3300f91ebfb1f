import path from "node:path"
import { openEmbedded } from "@/db/embedded"
import type { Variables } from "@/lib/configuration"
import { deploymentOf } from "../start/deployment"

/** Runs `work` with the addresses of the sources in these variables; the embedded server is started for as long as it is needed. */
export async function withConnections<T>(
  variables: Variables,
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  work: (connections: Readonly<Record<string, string | undefined>>) => Promise<T>,
): Promise<T> {
  const known = names.every((name) => env[name])
  if (known || variables.databaseUrl) return work(known ? env : deploymentOf(variables, null).env)
  const server = await openEmbedded(path.resolve(variables.home))
  try {
    return await work(deploymentOf(variables, server.url).env)
  } finally {
    await server.stop()
  }
}
