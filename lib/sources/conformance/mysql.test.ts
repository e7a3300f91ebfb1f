import { test } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { mysqlConnector } from "../mysql/connector"
import { grantsFor } from "../mysql/grants"
import { openShop, type Shop } from "../mysql/shop.fixture"
import { conforms } from "./suite.fixture"
import type { Datum, Person, Trial } from "./trial.fixture"

const PNG = Buffer.from("89504e470d0a1a0a00ff27", "hex")

const keyed = (key: unknown): Person => ({
  key: String(key),
  identifiers: [{ kind: "customer_id", value: String(key) }],
})

/** Each has an e-mail, two orders of which one follows the other, lines in them and a document with a scan. */
async function furnish({ sql }: Shop, n: number): Promise<Person> {
  // Beyond what a double can tell apart.
  const key = String(9_007_199_254_740_993n + BigInt(n))
  await sql(
    `insert into shop.customers (id, full_name, email, phone, pin, sex, born, profile)
     values (?, 'Үмүт O\\'Хара', ?, ?, ?, 'female', '1990-05-17', '{"job": {"title": "пекарь"}}')`,
    [key, `c${n}@shop.example`, `+9965550002${String(n).padStart(2, "0")}`, `2150119900${1000 + n}`],
  )
  const [order] = await sql(
    "insert into shop.orders (customer_id, total, note, is_paid, placed_at) values (?, 1200.50, 'Ё?', 1, '2026-01-02 03:04:05') returning id",
    [key],
  )
  const first = Number(order?.id)
  await sql(
    "insert into shop.orders (customer_id, follows, total, is_paid, placed_at) values (?, ?, 10, 0, '2026-02-02 00:00:00')",
    [key, first],
  )
  await sql(
    "insert into shop.order_lines (order_id, line, `what's bought`, price) values (?, 1, 'нан', 40)",
    [first],
  )
  await sql(
    "insert into shop.documents (customer_id, number, scan, scan_type) values (?, ?, ?, 'image/png')",
    [key, `P${n}`, PNG],
  )
  return keyed(key)
}

async function truth({ sql }: Shop, { key }: Person): Promise<Datum[]> {
  const [customer] = await sql("select email, sex from shop.customers where id = ?", [key])
  const before = await sql("select old_email from shop.changes where customer_id = ?", [key])
  const orders = await sql("select * from shop.orders where customer_id = ?", [key])
  const lines = await sql(
    "select l.* from shop.order_lines l join shop.orders o on o.id = l.order_id where o.customer_id = ?",
    [key],
  )
  const instant = (local: unknown) =>
    new Date(`${String(local).replace(" ", "T")}+06:00`).toISOString().replace(".000", "")
  const data = [
    { category: "email", field: "email", value: customer?.email },
    ...before.map(({ old_email: value }) => ({ category: "email", field: "old_email", value })),
    { category: "sex", field: "sex", value: customer?.sex },
    ...orders.flatMap((row) => [
      { category: "payments", field: "total", value: row.total },
      { category: "payments", field: "note", value: row.note },
      { category: "payments", field: "is_paid", value: row.is_paid === 1 },
      { category: "payments", field: "placed_at", value: instant(row.placed_at) },
    ]),
    ...lines.flatMap((row) => [
      { category: "payments", field: "goods", value: row["what's bought"] },
      { category: "payments", field: "price", value: row.price },
    ]),
  ]
  return data.flatMap(({ value, ...place }) =>
    typeof value === "string" || typeof value === "boolean" ? [{ ...place, value }] : [],
  )
}

/** The shop by a map that marks rows of orders and their lines, and moves documents behind a wall. */
async function restrictingInRows({ map, sql, url, server }: Shop) {
  await server.ask(`alter table shop.orders add is_blocked tinyint(1) not null default 0, add blocked_at datetime;
    alter table shop.order_lines add is_blocked tinyint(1) not null default 0;
    create database vault; create table vault.documents like shop.documents`)
  const changed = structuredClone(map)
  const { documents } = changed.entries
  if (!documents) throw new Error("no documents")
  for (const field of documents.fields) if (field.type === "text") field.correct = true
  changed.entries.documents_closed = { ...documents, table: "vault.documents" }
  changed.subject.restriction = {
    set: {
      payments: {
        orders: {
          restrict: { is_blocked: true, blocked_at: { now: true } },
          lift: { is_blocked: false, blocked_at: null },
        },
        order_lines: { restrict: { is_blocked: 1 }, lift: { is_blocked: 0 } },
      },
    },
    move: {
      documents: {
        to: "documents_closed",
        columns: ["id", "customer_id", "number", "scan", "scan_type"],
      },
    },
  }
  const listed = "restricted, restricted_since"
  await server.ask(grantsFor(changed))
  await sql(`grant select (${listed}), update (${listed}) on shop.customers to ukuk_connector@'%'`)
  return mysqlConnector("shop", changed, url, "of tests")
}

async function openTrial(): Promise<Trial> {
  const shop = await openShop()
  const { sql } = shop
  const keysBy = async (text: string) => (await sql(text)).map(({ id }) => String(id))
  const other = await restrictingInRows(shop)
  let last = 0
  const somebody = () => furnish(shop, ++last)
  const [one, two] = [await somebody(), await somebody()]
  await sql("update shop.customers set phone = '+996555000091' where id in (?, ?)", [one.key, two.key])
  await sql("update shop.orders set is_paid = 1 where customer_id = ?", [two.key])
  return {
    connector: shop.connector,
    somebody,
    truth: (person) => truth(shop, person),
    nobody: [{ kind: "pin", value: "29999999999999" }],
    shared: { kind: "phone", value: "+996555000091", keys: [one.key, two.key].sort() },
    mistaken: async () => [...two.identifiers, { kind: "pin", value: "21501199001001" }],
    binary: { category: "identity_document", bytes: async () => PNG },
    facts: [
      { name: "orders.paid", of: one.identifiers, value: false },
      { name: "orders.paid", of: two.identifiers, value: true },
      { name: "orders.paid", of: [{ kind: "pin", value: "29999999999999" }], value: "unknown" },
    ],
    everybody: () => keysBy("select id from shop.customers order by id"),
    touched: {
      category: "payments",
      keys: () => keysBy("select distinct customer_id as id from shop.orders order by 1"),
    },
    erase: {
      category: "payments",
      disturb: async ({ key }) => {
        await sql("update shop.orders set total = total + 1 where customer_id = ?", [key])
      },
      putBack: async ({ key }) => {
        await sql("insert into shop.orders (customer_id, total, placed_at) values (?, 1, now())", [key])
      },
    },
    leftover: {
      leave: async ({ key }) => {
        await sql(`set foreign_key_checks = 0; delete from shop.documents where customer_id = ${key};
          delete from shop.customers where id = ${key}; delete from shop.changes where customer_id = ${key};
          insert into shop.orders (customer_id, total, placed_at) values (${key}, 1, now());
          set foreign_key_checks = 1`)
      },
    },
    correct: { category: "email", field: "email", value: "corrected@shop.example" },
    restrict: {
      category: "payments",
      isRestricted: async ({ key }) =>
        (
          await keysBy("select id from shop.customers where json_contains(restricted, '\"payments\"')")
        ).includes(key),
      others: [
        {
          ...{ connector: other, category: "payments" },
          async isRestricted({ key }) {
            const rows = await sql(
              `select is_blocked from shop.orders where customer_id = ? union all select l.is_blocked
               from shop.order_lines l join shop.orders o on o.id = l.order_id where o.customer_id = ?`,
              [key, key],
            )
            return rows.length === 3 && rows.every(({ is_blocked }) => is_blocked === 1)
          },
        },
        {
          ...{
            connector: other,
            category: "identity_document",
            corrected: { field: "number", value: "P-7" },
          },
          async isRestricted({ key }) {
            const mine = (table: string) => sql(`select id from ${table} where customer_id = ?`, [key])
            const [open, closed] = [await mine("shop.documents"), await mine("vault.documents")]
            return open.length === 0 && closed.length === 1
          },
        },
      ],
    },
    stop: {
      purpose: "marketing_own",
      isStopped: async ({ key }) => {
        const marks = await sql("select allowed from shop.marks where customer_id = ?", [key])
        return marks.length > 0 && marks.every(({ allowed }) => allowed === 0)
      },
    },
    away: async () => mysqlConnector("shop", shop.map, "mysql://nobody@127.0.0.1:1", ""),
    async close() {
      await other.close()
      await shop.close()
    },
  }
}

if (mariaDbFolder !== undefined) conforms("MariaDB", openTrial)
else test.skip("MariaDB conforms (did not run: no MariaDB server here, and none to be had)", () => undefined)
