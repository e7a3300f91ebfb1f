import { connectionsOf, type DemoSource, fillDemoSource } from "@/bin/start/demo-sources"
import { freshDatabase, testConnectorPassword } from "@/db/testing/database"
import { type DemoPeople, readDemoPeople } from "@/lib/people/demo-people"
import {
  type OpenDeployment,
  openDeployment,
  ownDatabase,
  type Published,
  populate,
} from "@/lib/testing/open-deployment"

export type FolderDeployment = OpenDeployment &
  Published & {
    /** Those of the folder's `demo/people.yaml`. */
    people: DemoPeople
  }

/**
 * A whole deployment of a test's own for any policy folder, made from what the folder says alone: portal, keys, its demo
 * sources filled as a demonstration fills them, policy and data map published, its people with their accounts. Call
 * `close` in afterAll. Throws with the folder's faults.
 */
export async function folderDeployment(dir: string): Promise<FolderDeployment> {
  const portal = await freshDatabase()
  const sources: Record<string, string> = {}
  for (const connection of connectionsOf(dir)) {
    const source = await demoSource(connection)
    sources[connection] = source.ownerUrl
    await fillDemoSource(source, dir)
  }
  const open = openDeployment(dir, { ...portal, sources })
  const published = await populate(dir, open, portal.url)
  return { ...open, ...published, people: readDemoPeople(dir) }
}

async function demoSource(connection: string): Promise<DemoSource> {
  const ownerUrl = await ownDatabase("source")
  return {
    connection,
    ownerUrl,
    database: new URL(ownerUrl).pathname.slice(1),
    connectorPassword: testConnectorPassword,
  }
}
