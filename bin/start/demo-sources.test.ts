import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { expect, it } from "vitest"
import { readFolder } from "../commands/publish"
import { connectionsOf } from "./demo-sources"
import { requireAddresses } from "./prepare"

it("a demonstration makes PostgreSQL sources alone; a start says of any other that it has no address", async () => {
  const dir = await mkdtemp(path.join(tmpdir(), "ukuk-demo-"))
  const sources = [
    "  shop: { connector: postgres, connection: SHOP_URL }",
    "  cards: { connector: http, connection: CARDS_URL }",
    "  library: { connector: mysql, connection: LIBRARY_URL }",
    "  archive: { connector: manual }",
  ]
  await writeFile(path.join(dir, "data-map.yaml"), ["sources:", ...sources, ""].join("\n"))
  expect(connectionsOf(dir)).toEqual(["SHOP_URL"])
  await rm(dir, { recursive: true })

  const folder = await readFolder("policies/qlever")
  if (!folder.dataMap) throw new Error("the folder is not sound")
  expect(() => requireAddresses(folder, { env: { NODE_ENV: "test" } })).toThrow(
    'QLEVER_URL is missing: the source "qlever" has no address.',
  )
  requireAddresses(folder, { env: { NODE_ENV: "test", QLEVER_URL: "postgres://127.0.0.1:1/qlever" } })
})
