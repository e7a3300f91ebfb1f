import pg from "pg"
import { migrate } from "@/db/migrate"
import { over } from "@/lib/backup/snapshot"
import { requireRestored } from "@/lib/backup/target"
import { loadDemo } from "@/lib/people/demo"
import { readDemoPeople } from "@/lib/people/demo-people"
import { faultLine } from "@/lib/policy/read"
import { adoptParts } from "@/lib/requests/adopt-parts"
import { isManual, secretOf } from "@/lib/sources/map-schema"
import { withHouse } from "../commands/owner"
import { publishFolder, readFolder, type SoundFolder } from "../commands/publish"
import { ensureDatabase, ensurePortalDatabases } from "./databases"
import { fillDemoSource } from "./demo-sources"
import type { Deployment } from "./deployment"
import { grantConnector } from "./grants"
import { rememberKeys, requireKeys } from "./keys"

/**
 * Publishes the deployment's policy folder, and returns it; throws with its faults when it has any. What the staff have
 * published since, or announced, stays.
 */
async function publish({ ownerUrl, policy }: Deployment): Promise<SoundFolder> {
  const read = await readFolder(policy)
  if (!read.dataMap) throw new Error(read.faults.map(faultLine).join("\n"))
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const how = { reason: "The policy folder of this start", yields: true }
  await publishFolder(client, read, how).finally(() => client.end())
  return read
}

/** What was asked before parts were marked counts as asked; see lib/requests/part-mark.ts. */
async function markParts(deployment: Deployment): Promise<void> {
  const client = new pg.Client({ connectionString: deployment.ownerUrl })
  await client.connect()
  await withHouse(deployment, ({ vault }) => adoptParts(client, vault, deployment.home)).finally(() =>
    client.end(),
  )
}

/** Throws when nobody gave the address of a source, and the demonstration made none for it. */
export function requireAddresses(
  { dataMap }: Pick<SoundFolder, "dataMap">,
  { env }: Pick<Deployment, "env">,
): void {
  for (const [name, source] of Object.entries(dataMap.sources)) {
    if (isManual(source) || env[source.connection]) continue
    throw new Error(`${source.connection} is missing: the source "${name}" has no address.`)
  }
}

/** Throws when a source, or a recipient, signs by a secret nobody gave, or outside the demo a recipient has no address. */
function requireWebhooks({ folder, dataMap }: SoundFolder, { env }: Deployment): void {
  for (const [name, source] of Object.entries(dataMap.sources)) {
    const secret = secretOf(source)
    if (secret && !env[secret])
      throw new Error(`${secret} is missing: by it the source "${name}" signs what it tells.`)
  }
  for (const { code, notify } of folder.policy.recipients) {
    if (notify?.channel !== "webhook") continue
    const missing = [notify.secret, ...(env.UKUK_DEMO === "1" ? [] : [notify.url])].find((name) => !env[name])
    if (missing) throw new Error(`${missing} is missing: by it the recipient "${code}" is told.`)
  }
}

/**
 * Brings the databases to where web and worker can start: made, migrated, the policy published (nothing
 * happens when it has not changed), and in the demo the organisation's people and the accounts. Safe to repeat.
 */
export async function prepare(deployment: Deployment): Promise<void> {
  const { ownerUrl, keysOwnerUrl, masterKey, demoSources, policy } = deployment
  await ensurePortalDatabases(ownerUrl)
  await over(ownerUrl, requireRestored)
  await requireKeys(deployment)
  await migrate({ ownerUrl, keysOwnerUrl, masterKey })
  await rememberKeys(deployment)
  for (const source of demoSources) {
    if (await ensureDatabase(source.ownerUrl)) console.log(`Making the demo source "${source.database}"…`)
    await fillDemoSource(source, policy)
  }
  await markParts(deployment)
  const published = await publish(deployment)
  requireAddresses(published, deployment)
  requireWebhooks(published, deployment)
  for (const source of demoSources) await grantConnector(source, published.dataMap)
  if (deployment.env.UKUK_DEMO !== "1") return
  const { accounts } = readDemoPeople(policy)
  await withHouse(deployment, (house) => loadDemo(house, ownerUrl, accounts))
}
