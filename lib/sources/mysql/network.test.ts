import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { type Mode, openProxy } from "@/lib/testing/proxy.fixture"
import { SourceUnreachable } from "../failures"
import { mysqlConnector } from "./connector"
import { openShop, type Shop } from "./shop.fixture"

const identifiers = [{ kind: "customer_id", value: "1" }]
/** In its greeting, and in its answers. */
const [EARLY, LATE] = [1, 90]

// Where no MariaDB server is to be had, this is counted as skipped.
describe.skipIf(mariaDbFolder === undefined)("a network that breaks on the way to MariaDB", () => {
  let shop: Shop
  let proxy: Awaited<ReturnType<typeof openProxy>>
  beforeAll(async () => {
    shop = await openShop()
    proxy = await openProxy({ host: "127.0.0.1", port: shop.server.port })
    await shop.sql(
      "insert into shop.customers (id, pin, email) values (1, '21501199000001', 'a@shop.example')",
    )
  })
  afterAll(async () => {
    await proxy?.close()
    await shop?.close()
  })

  const faults: readonly Mode[] = [
    { is: "cut", after: EARLY },
    { is: "cut", after: LATE },
    { is: "half-close", after: LATE },
    { is: "garbage", after: EARLY },
    { is: "garbage", after: LATE },
    { is: "hang", after: LATE },
  ]
  test.each(faults)("$is after $after bytes: it is out of reach, and then it answers again", async (mode) => {
    const brief = { ...shop.map, limits: { seconds: 1, connections: 2 } }
    const connector = mysqlConnector("shop", brief, proxy.through(shop.url), "of tests")
    const ask = () => connector.read({ identifiers, categories: ["email"] })
    proxy.set(mode)
    await expect(ask()).rejects.toThrow(SourceUnreachable)
    expect(proxy.hasStruck()).toBe(true)
    proxy.set({ is: "pass" })
    expect((await ask()).items.map(({ value }) => value)).toEqual(["a@shop.example"])
    await connector.close()
  })
})
