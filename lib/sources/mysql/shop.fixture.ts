import { readFile } from "node:fs/promises"
import { parse } from "yaml"
import { type MariaDb, startMariaDb } from "@/db/testing/mariadb"
import type { Connector } from "../connector"
import { RelationalMap } from "../map-schema"
import { mysqlConnector } from "./connector"
import { grantsFor } from "./grants"
import type { Row } from "./pool"

export type Shop = {
  map: RelationalMap
  connector: Connector
  url: string
  server: MariaDb
  /** A statement as the shop's own administrator; rows come back. */
  sql(text: string, values?: readonly (string | number | Buffer | null)[]): Promise<Row[]>
  close(): Promise<void>
}

const PASSWORD = "of-tests"

/** A shop's database on a MariaDB server of a test's own, with the connector's rights alone. */
export async function openShop(): Promise<Shop> {
  const server = await startMariaDb()
  const read = (file: string) => readFile(`lib/sources/mysql/${file}`, "utf8")
  const map = RelationalMap.parse(parse(await read("shop.yaml")))
  await server.ask(await read("shop.sql"))
  await server.ask(`create user ukuk_connector@'%' identified by '${PASSWORD}'`)
  await server.ask(grantsFor(map))
  const url = `mysql://ukuk_connector:${PASSWORD}@127.0.0.1:${server.port}`
  const connector = mysqlConnector("shop", map, url, "of tests")
  return {
    map,
    connector,
    url,
    server,
    sql: server.ask,
    async close() {
      await connector.close()
      await server.stop()
    },
  }
}
