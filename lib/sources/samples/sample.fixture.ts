import { readFile } from "node:fs/promises"
import path from "node:path"
import pg from "pg"
import { parse } from "yaml"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword, testServerUrl } from "@/db/testing/database"
import { ownDatabase } from "@/lib/testing/open-deployment"
import { DataMap, isRelational, type RelationalMap } from "../map-schema"
import { grantsFor } from "../postgres/grants"
import { openSources } from "../registry"

/**
 * A database made by SQL files of this folder, the connector's rights in it, and the one source of a map of this folder
 * opened on it.
 */
export async function freshSample(mapFile: string, ...sqlFiles: readonly string[]) {
  const here = (name: string) => readFile(path.join(import.meta.dirname, name), "utf8")
  const dataMap = DataMap.parse(parse(await here(mapFile)))
  const [[name, map] = []] = Object.entries(dataMap.sources)
  if (name === undefined || !map || !isRelational(map)) throw new Error("the map has no such source")
  const url = await ownDatabase(name)
  const owner = new pg.Pool({ connectionString: url, max: 1 })
  owner.on("error", () => undefined)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await makeConnectorRole(client, testConnectorPassword)
  await client.end()
  for (const file of sqlFiles) await owner.query(await here(file))
  await owner.query(grantsFor(map))
  const reached = connectorUrl(url, testConnectorPassword)
  const opened: { close(): Promise<void> }[] = []
  /** The source by another map of the same database. */
  const openWith = (other: RelationalMap) => {
    const changed = { ...dataMap, sources: { [name]: other } }
    const sources = openSources(changed, { [other.connection]: reached }, { pepper: "of tests" })
    opened.push(sources)
    return sources.of(name)
  }
  return {
    map,
    source: openWith(map),
    openWith,
    connectorUrl: reached,
    ownerUrl: url,
    sql: async (text: string, values: unknown[] = []) =>
      (await owner.query<Record<string, unknown>>(text, values)).rows,
    async drop() {
      await Promise.all(opened.map((each) => each.close()))
      await owner.end()
      const server = new pg.Client({ connectionString: testServerUrl() })
      await server.connect()
      await server.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`)
      await server.end()
    },
  }
}

export type Sample = Awaited<ReturnType<typeof freshSample>>
