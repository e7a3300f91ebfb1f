import mysql from "mysql2/promise"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { SourceRefused } from "../failures"
import { mysqlConnector } from "./connector"
import { openShop, type Shop } from "./shop.fixture"

const identifiers = [{ kind: "customer_id", value: "1" }]

// Where no MariaDB server is to be had, this is counted as skipped.
describe.skipIf(mariaDbFolder === undefined)("an erasure while others write", () => {
  let shop: Shop
  let other: mysql.Connection
  beforeAll(async () => {
    shop = await openShop()
    await shop.sql("create user clerk@'%' identified by 'of-tests'")
    await shop.sql("grant all on shop.* to clerk@'%'")
    const { port } = new URL(shop.url)
    other = await mysql.createConnection({
      host: "127.0.0.1",
      port: Number(port),
      user: "clerk",
      password: "of-tests",
    })
    await shop.sql("insert into shop.customers (id, pin) values (1, '21501199000001')")
  })
  afterAll(async () => {
    await other?.end()
    await shop?.close()
  })

  const order = async (id: number, follows: number | null) =>
    shop.sql(
      "insert into shop.orders (id, customer_id, follows, total, placed_at) values (?, 1, ?, 10, now())",
      [id, follows],
    )
  const planned = async () =>
    (await shop.connector.plan(identifiers, [{ op: "erase", category: "payments" }])).operations
  const left = async () => (await shop.sql("select id from shop.orders order by id")).map(({ id }) => id)

  test("waits for a row somebody holds, and finds it changed once they are done", async () => {
    await order(1, null)
    const operations = await planned()
    await other.beginTransaction()
    await other.query("update shop.orders set total = 11 where id = 1")
    const applying = shop.connector.applyAll(operations, "one")
    await other.commit()
    expect(await applying).toMatchObject({ state: "changed" })
    expect(await left()).toEqual([1])
  })

  test("gives up where the row is held for too long, with nothing done", async () => {
    const operations = await planned()
    const brief = { ...shop.map, limits: { seconds: 9, connections: 1 } }
    const connector = mysqlConnector("shop", brief, shop.url, "of tests")
    await other.beginTransaction()
    await other.query("update shop.orders set total = 12 where id = 1")
    expect(await connector.applyAll(operations, "two")).toMatchObject({ state: "changed" })
    await other.rollback()
    expect(await connector.applyAll(operations, "two")).toMatchObject({ state: "done" })
    await connector.close()
    expect(await left()).toEqual([])
  })

  test("removes a chain of rows whoever refers first, and stops at one that came to refer since", async () => {
    await order(5, null)
    await order(3, 5)
    await order(4, 3)
    const operations = await planned()
    await shop.sql("insert into shop.customers (id, pin) values (2, '21501199000002')")
    await shop.sql(
      "insert into shop.orders (id, customer_id, follows, total, placed_at) values (6, 2, 5, 1, now())",
    )
    expect(await shop.connector.applyAll(operations, "three")).toMatchObject({ state: "changed" })
    expect(await left()).toEqual([3, 4, 5, 6])
    await shop.sql("delete from shop.orders where id = 6")
    expect(await shop.connector.applyAll(operations, "three")).toMatchObject({ state: "done" })
    expect(await left()).toEqual([])
  })

  test("may write nothing beside what the map erases and corrects", async () => {
    const connector = await mysql.createConnection(shop.url)
    for (const text of [
      "update shop.orders set total = 0",
      "delete from shop.customers",
      "select net from shop.order_lines",
      "update shop.customers set created = now()",
    ])
      await expect(connector.query(text)).rejects.toMatchObject({
        errno: expect.toSatisfy((n) => n === 1142 || n === 1143),
      })
    await connector.end()
    await expect(shop.connector.facts(["no.such"], identifiers)).rejects.toThrow(SourceRefused)
  })
})
