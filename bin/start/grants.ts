import pg from "pg"
import { checkPolicy } from "@/lib/policy/check"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { readDataMap } from "@/lib/sources/read-map"

/** Gives the connector's role in the demo source what the data map needs and nothing else. Safe to repeat. */
export async function grantConnector(ownerUrl: string, policyDir: string): Promise<void> {
  const { folder } = await checkPolicy(policyDir)
  const map = folder && (await readDataMap(policyDir, folder.policy)).dataMap
  if (!map) return
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    for (const source of Object.values(map.sources)) {
      if (source.connection === "LENDER_URL") await client.query(grantsFor(source))
    }
  } finally {
    await client.end()
  }
}
