import pg from "pg"
import { loadLender } from "@/db/lender/load"
import { migrate } from "@/db/migrate"
import { loadDemo } from "@/lib/people/demo"
import { faultLine } from "@/lib/policy/read"
import { withHouse } from "../commands/owner"
import { publishFolder, readFolder, type SoundFolder } from "../commands/publish"
import { ensureDatabase, ensurePortalDatabases } from "./databases"
import type { Deployment } from "./deployment"
import { grantConnector } from "./grants"

const borrowers = 5_000

/** Publishes the deployment's policy folder, and returns it; throws with its faults when it has any. */
async function publish({ ownerUrl, policy }: Deployment): Promise<SoundFolder> {
  const read = await readFolder(policy)
  if (!read.dataMap) throw new Error(read.faults.map(faultLine).join("\n"))
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await publishFolder(client, read).finally(() => client.end())
  return read
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
  const { dataMap } = await publish(deployment)
  if (lender) await grantConnector(lender.ownerUrl, dataMap)
  if (deployment.env.UKUK_DEMO === "1") await withHouse(deployment, (house) => loadDemo(house, ownerUrl))
}
