import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import pg from "pg"
import { parse } from "yaml"
import { connectorUrl } from "@/db/connector-role"
import { loadLender } from "@/db/lender/load"
import { testConnectorPassword, testServerUrl } from "@/db/testing/database"
import type { Sources } from "./connector"
import { DataMap } from "./map-schema"
import { grantsFor } from "./postgres/grants"
import { openSources } from "./registry"
import { relational } from "./relational.fixture"

/** The lender's data map as published. */
export async function lenderMap(): Promise<DataMap> {
  return DataMap.parse(parse(await readFile("policies/somo/data-map.yaml", "utf8")))
}

export type Lender = {
  map: DataMap
  sources: Sources
  ownerUrl: string
  connectorUrl: string
  /** A statement as the lender's own administrator; rows come back. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

/** A lender's database of a test's own, with its customers and the connector's rights, and sources opened on it. */
export async function freshLender(borrowers = 120, heavyPhone?: string): Promise<Lender> {
  const name = `lender_${randomBytes(6).toString("hex")}`
  const server = new pg.Pool({ connectionString: testServerUrl(), max: 1 })
  await server.query(`create database ${name}`)
  const ownerUrl = testServerUrl(name)
  await loadLender({
    ownerUrl,
    borrowers,
    connectorPassword: testConnectorPassword,
    ...(heavyPhone ? { heavyPhone } : {}),
  })
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  // Dropping the database cuts connections that have just ended.
  for (const pool of [server, owner]) pool.on("error", () => undefined)
  const map = await lenderMap()
  await owner.query(grantsFor(relational(map.sources.lender)))
  const reached = connectorUrl(ownerUrl, testConnectorPassword)
  const sources = openSources(map, { LENDER_URL: reached }, { pepper: "of tests" })
  return {
    map,
    sources,
    ownerUrl,
    connectorUrl: reached,
    sql: async (text, values = []) => (await owner.query<Record<string, unknown>>(text, values)).rows,
    async drop() {
      await sources.close()
      await owner.end()
      await server.query(`drop database ${name} with (force)`)
      await server.end()
    },
  }
}
