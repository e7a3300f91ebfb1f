import type pg from "pg"
import { loadLender } from "@/db/lender/load"
import { freshDatabase, testConnectorPassword } from "@/db/testing/database"
import type { Signed, SubjectActor } from "@/lib/context"
import {
  copyDatabases,
  type Databases,
  type OpenDeployment,
  openDeployment,
  ownDatabase,
  populate,
} from "@/lib/testing/open-deployment"

const DIR = "policies/somo"
const LENDER = "LENDER_URL"

export type TestDeployment = Pick<OpenDeployment, "house" | "owner" | "staff" | "close"> & {
  /** The owner's connection to the lender's database. */
  lender: pg.Pool
  lenderUrl: string
  borrower(n: 1 | 2 | 3): Promise<Signed<SubjectActor>>
  /** The same deployment again, from copies of its databases as they are now; nobody may be connected to them. */
  copy(): Promise<TestDeployment>
}

/**
 * A whole deployment of a test's own: portal, keys, a small lender with the demo people, policy `somo` published, demo
 * accounts. Nothing in it is a stand-in. Call `close` in afterAll. `dir`: a folder with a policy like it; `alter`: SQL by
 * which the lender's owner changes its database first.
 */
export async function testDeployment({
  borrowers = 12,
  today,
  dir = DIR,
  alter,
}: {
  borrowers?: number
  today?: Date
  dir?: string
  alter?: string
} = {}): Promise<TestDeployment> {
  const portal = await freshDatabase()
  const lenderUrl = await ownDatabase("lender")
  await loadLender({
    ownerUrl: lenderUrl,
    borrowers,
    connectorPassword: testConnectorPassword,
    ...(today ? { today } : {}),
  })
  const databases = { ...portal, sources: { [LENDER]: lenderUrl } }
  const open = openDeployment(dir, databases)
  if (alter) await open.sources.get(LENDER)?.query(alter)
  await populate(dir, open, portal.url)
  return withLender(dir, open, databases)
}

function withLender(dir: string, open: OpenDeployment, databases: Databases): TestDeployment {
  const { house, owner, staff, close } = open
  const [lender, lenderUrl] = [open.sources.get(LENDER), databases.sources[LENDER]]
  if (!lender || !lenderUrl) throw new Error("a deployment of the lender has a lender")
  return {
    ...{ house, owner, staff, close, lender, lenderUrl },
    borrower: (n) => open.person(`+99655500000${n}`),
    async copy() {
      await open.leave()
      const copied = await copyDatabases(databases)
      return withLender(dir, openDeployment(dir, copied), copied)
    },
  }
}
