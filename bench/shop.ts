import pg from "pg"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword } from "@/db/testing/database"
import type { Connector } from "@/lib/sources/connector"
import { DataMap } from "@/lib/sources/map-schema"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { openSources } from "@/lib/sources/registry"
import { ownDatabase } from "@/lib/testing/open-deployment"

/** A table of the shop: its rows are a customer's, or those of a row that is (`of`). */
export type ShopTable = { name: string; of?: string; each: number }

const table = (each: number, of?: string) => (name: string) => ({ name, each, ...(of ? { of } : {}) })

/** Everything the shop holds of a customer beside the customer's own row: nineteen tables, whoever refers first. */
export const tables: readonly ShopTable[] = [
  ...["order_lines", "payments", "parcels", "refunds"].map(table(1, "orders")),
  ...["messages", "attachments"].map(table(1, "tickets")),
  ...["page_views"].map(table(2, "visits")),
  ...["orders", "visits", "addresses", "consents", "wishes"].map(table(3)),
  ...["tickets", "phones", "cards", "reviews", "vouchers", "invoices", "devices"].map(table(2)),
]

/** Which rows of a table are a customer's ($1). */
export const ownRows = ({ of }: ShopTable): string =>
  of ? `${of}_id in (select id from shop.${of} where customer_id = $1)` : "customer_id = $1"

const title = { ky: "Дүкөн", ru: "Магазин", en: "Shop" }
const field = (column: string, category: string, type = "text") => ({ column, category, field: column, type })

const entryOf = ({ name, of }: ShopTable) => ({
  ...{
    table: `shop.${name}`,
    primaryKey: ["id"],
    subject: "customer_id",
    origin: "customer",
    rows: "delete",
  },
  ...(of ? { path: [{ table: `shop.${of}`, on: { id: `${of}_id` } }], refers: [`${of}_id`] } : {}),
  recordedAt: "made_at",
  fields: [field("body", name), field("amount", name, "money"), field("made_at", name, "timestamp")],
})

const customer = {
  ...{ table: "shop.customers", primaryKey: ["id"], subject: "id", origin: "customer", rows: "keep" },
  fields: ["name", "phone", "email", "note"].map((column) => ({
    ...field(column, "customer"),
    erase: column === "name" ? { fixed: "erased" } : "null",
  })),
}

const dataMap = DataMap.parse({
  ...{ version: 1, policy: "shop" },
  portal: {
    title,
    holds: Object.fromEntries(
      ["language", "opened_at", "signed_in_at"].map((name) => [
        name,
        { category: "customer", field: "name", origin: "customer" },
      ]),
    ),
  },
  sources: {
    shop: {
      ...{ title, connector: "postgres", connection: "SHOP_URL", limits: { seconds: 60, connections: 4 } },
      subject: {
        ...{ table: "shop.customers", key: "id", kind: "customer" },
        identifiers: [{ kind: "phone", column: "phone", normalise: "exact" }],
      },
      entries: {
        ...Object.fromEntries(tables.map((each) => [each.name, entryOf(each)])),
        customers: customer,
      },
      facts: {},
    },
  },
})

/** What an erasure of everything names. */
export const categories: readonly string[] = [...tables.map(({ name }) => name), "customer"]

const created = ({ name, of }: ShopTable): string => {
  const owner = of ?? "customer"
  return `create table shop.${name} (id bigint generated always as identity primary key,
  ${owner}_id bigint not null references shop.${of ?? "customers"}, body text not null, amount numeric(12, 2) not null, made_at timestamptz not null);`
}

const filled = ({ name, of, each }: ShopTable): string =>
  `insert into shop.${name} (${of ?? "customer"}_id, body, amount, made_at)
  select o.id, '${name} ' || md5(o.id::text || n), n * 10.5, now() - make_interval(days => n)
  from shop.${of ?? "customers"} o cross join generate_series(1, ${each}) n;
create index on shop.${name} (${of ?? "customer"}_id);`

export type Shop = { owner: pg.Client; source: Connector; close(): Promise<void> }

/** A shop of so many customers, numbered from 1, with rows in twenty tables each, and the source opened on it. */
export async function openShop(customers: number): Promise<Shop> {
  const url = await ownDatabase("shop")
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await makeConnectorRole(owner, testConnectorPassword)
  await owner.query(`create schema shop;
create table shop.customers (id bigint primary key, name text not null, phone text, email text, note text);
insert into shop.customers select n, 'Customer ' || n, '+996' || 700000000 + n, n || '@example.org', md5(n::text)
  from generate_series(1, ${customers}) n;`)
  for (const each of [...tables].reverse()) await owner.query(created(each) + filled(each))
  const map = dataMap.sources.shop
  if (map?.connector !== "postgres") throw new Error("the shop is not in its map")
  await owner.query(grantsFor(map))
  await owner.query("vacuum analyze")
  const sources = openSources(
    dataMap,
    { SHOP_URL: connectorUrl(url, testConnectorPassword) },
    { pepper: "p" },
  )
  return {
    owner,
    source: sources.of("shop"),
    async close() {
      await sources.close()
      await owner.end()
    },
  }
}
