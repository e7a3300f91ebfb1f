import { readFile } from "node:fs/promises"
import path from "node:path"
import pg from "pg"
import { parse } from "yaml"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword, testServerUrl } from "@/db/testing/database"
import { ownDatabase } from "@/lib/testing/open-deployment"
import { DataMap } from "../map-schema"
import { grantsFor } from "../postgres/grants"
import { openSources } from "../registry"

/** A database of the sample schema with its rows, the connector's rights, and the source opened on it by its map. */
export async function freshPagila() {
  const here = (name: string) => readFile(path.join(import.meta.dirname, name), "utf8")
  const map = DataMap.parse(parse(await here("pagila.data-map.yaml")))
  const url = await ownDatabase("pagila")
  const owner = new pg.Pool({ connectionString: url, max: 1 })
  owner.on("error", () => undefined)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await makeConnectorRole(client, testConnectorPassword)
  await client.end()
  await owner.query(await here("pagila.sql"))
  await owner.query(await here("pagila-rows.sql"))
  const shop = map.sources.shop
  if (!shop) throw new Error("the map has no shop")
  await owner.query(grantsFor(shop))
  const reached = connectorUrl(url, testConnectorPassword)
  const sources = openSources(map, { PAGILA_URL: reached }, { pepper: "of tests" })
  return {
    map: shop,
    source: sources.of("shop"),
    connectorUrl: reached,
    sql: async (text: string, values: unknown[] = []) =>
      (await owner.query<Record<string, unknown>>(text, values)).rows,
    async drop() {
      await sources.close()
      await owner.end()
      const server = new pg.Client({ connectionString: testServerUrl() })
      await server.connect()
      await server.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`)
      await server.end()
    },
  }
}
