import { randomUUID } from "node:crypto"
import type { Fact, RelationalMap } from "@/lib/sources/map-schema"
import { grantsFor } from "@/lib/sources/mysql/grants"
import { openShop, type Shop } from "@/lib/sources/mysql/shop.fixture"
import { openProxy } from "@/lib/testing/proxy.fixture"
import type { Source } from "./source.fixture"

const LINES = 20
const keyOf = (n: number) => String(8_000_000 + n)

/** What the policy asks of every source before it erases: here everybody was a customer, and owes nothing. */
const answered = (value: boolean): Fact => ({
  sql: `select ${value} as value, date('2015-01-01') as since, '[]' as evidence from shop.customers where id = $1`,
  reads: { "shop.customers": ["id"] },
})
const facts = {
  "customer.exists": answered(true),
  "obligations.performed": answered(true),
  "loan.open": answered(false),
}

/** A shop's database on a MariaDB of its own. */
export async function openMariaDb(): Promise<Source> {
  const shop = await openShop()
  const map: RelationalMap = { ...shop.map, facts, limits: { ...shop.map.limits, seconds: 1 } }
  const proxy = await openProxy({ host: "127.0.0.1", port: shop.server.port })
  return {
    name: "shop",
    map,
    connections: { SHOP_URL: shop.url },
    proxied: { SHOP_URL: proxy.through(shop.url) },
    secrets: {},
    proxy,
    async add(n) {
      await furnish(shop, n)
      const knownAs = [{ source: "shop", kind: "customer_id", value: keyOf(n) }]
      return { subjectId: randomUUID(), knownAs }
    },
    held: (n) => heldOf(shop, n),
    kill: () => shop.server.kill(),
    restart: () => shop.server.restart(),
    async deny() {
      const given = grantsFor(map)
      const written = given.split("\n").filter((line) => /^grant (update|delete)/.test(line))
      await shop.sql(
        written
          .join("\n")
          .replaceAll(/^grant /gm, "revoke ")
          .replaceAll(" to '", " from '"),
      )
      return async () => void (await shop.sql(given))
    },
    async close() {
      await proxy.close()
      await shop.close()
    },
  }
}

async function furnish({ sql }: Shop, n: number): Promise<void> {
  const key = keyOf(n)
  await sql(
    `insert into shop.customers (id, full_name, email, phone, pin, sex, born, profile, created)
     values (?, 'Үлгүбаева Айнур', ?, ?, ?, 'female', '1990-05-17', '{"job": {"title": "пекарь"}}', '2020-01-01')`,
    [key, `${key}@shop.example`, `+99655${key}`, `2150518${key}`],
  )
  await sql(
    "insert into shop.documents (customer_id, number, scan, scan_type) values (?, 'P', repeat('x', 20000), 'image/png')",
    [key],
  )
  const orders = Array.from({ length: LINES }, (_, i) => `(${key}, ${i}, 'нан', 1, '2015-01-01')`)
  await sql(`insert into shop.orders (customer_id, total, note, is_paid, placed_at) values ${orders.join()}`)
}

/** What is left of a person, but for their key and what stands for erased values and is made of it. */
async function heldOf({ sql }: Shop, n: number): Promise<unknown> {
  const key = keyOf(n)
  const [customer] = await sql(
    `select full_name = 'Үлгүбаева Айнур' as named, pin like '2150518%' as proved, email is null as silent, sex, born, profile,
       restricted from shop.customers where id = ?`,
    [key],
  )
  const ordered = await sql("select total, note from shop.orders where customer_id = ? order by total", [key])
  const documents = await sql(
    "select number, length(scan) as bytes from shop.documents where customer_id = ?",
    [key],
  )
  const changes = await sql("select count(*) as n from shop.changes where customer_id = ?", [key])
  return { customer, ordered, documents, changes }
}
