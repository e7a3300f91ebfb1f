import pg from "pg"
import type { DataMap } from "@/lib/sources/map-schema"
import { grantsFor } from "@/lib/sources/postgres/grants"
import type { DemoSource } from "./demo-sources"

/** Gives the connector's role in the demo source what the data map needs and nothing else. Safe to repeat. */
export async function grantConnector({ ownerUrl, connection }: DemoSource, dataMap: DataMap): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    for (const source of Object.values(dataMap.sources)) {
      const isHere = source.connector === "postgres" && source.connection === connection
      if (isHere) await client.query(grantsFor(source))
    }
  } finally {
    await client.end()
  }
}
