import { spawn } from "node:child_process"
import { loadLender } from "@/db/lender/load"
import { migrate } from "@/db/migrate"
import { loadDemo } from "@/lib/people/demo"
import { withHouse } from "../commands/owner"
import { ensureDatabase, ensurePortalDatabases } from "./databases"
import type { Deployment } from "./deployment"
import { grantConnector } from "./grants"

const borrowers = 5_000

/** Runs the operator's command line with the owner's login; throws with what it printed when it fails. */
async function operate(deployment: Deployment, args: string[]): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", "bin/ukuk.ts", ...args], {
    env: { ...deployment.env, DATABASE_URL: deployment.ownerUrl },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const printed: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => printed.push(chunk))
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
  if (code !== 0)
    throw new Error(`ukuk ${args.join(" ")} failed:\n${Buffer.concat(printed).toString().trim()}`)
}

/**
 * Brings the databases to where web and worker can start: made, migrated, the policy published (nothing
 * happens when it has not changed), and in the demo the lender's customers and the accounts. Safe to repeat.
 */
export async function prepare(deployment: Deployment): Promise<void> {
  const { ownerUrl, keysOwnerUrl, masterKey, lender } = deployment
  await ensurePortalDatabases(ownerUrl)
  await migrate({ ownerUrl, keysOwnerUrl, masterKey })
  if (lender) {
    if (await ensureDatabase(lender.ownerUrl)) console.log("Making the demo lender's database…")
    await loadLender({ ...lender, borrowers })
  }
  await operate(deployment, ["policy", "publish", deployment.policy])
  if (lender) await grantConnector(lender.ownerUrl, deployment.policy)
  if (deployment.env.UKUK_DEMO === "1") await withHouse(deployment, (house) => loadDemo(house, ownerUrl))
}
