import { randomUUID } from "node:crypto"
import pg from "pg"
import { connectorUrl } from "@/db/connector-role"
import { loadLender } from "@/db/lender/load"
import { testConnectorPassword } from "@/db/testing/database"
import { lenderMap } from "@/lib/sources/lender.fixture"
import { isRelational } from "@/lib/sources/map-schema"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { openCluster } from "@/lib/testing/cluster.fixture"
import { openProxy } from "@/lib/testing/proxy.fixture"
import type { Added, Source } from "./source.fixture"

const numberOf = (n: number) => String(7_000_000 + n)
const TABLES = ["id_documents", "contact_persons", "employment", "expenses"]
/** A key is random where a person is not, and a row says when it was written. */
const OWN = ["customer_id", "cust_id", "doc_id", "id", "customer_no", "updated_at"]

/** The lender's database on a server of its own. */
export async function openPostgres(): Promise<Source> {
  const cluster = await openCluster()
  const url = new URL(cluster.url)
  const admin = new pg.Client({ connectionString: cluster.url })
  await admin.connect()
  await admin.query("create database lender")
  await admin.end()
  url.pathname = "/lender"
  await loadLender({ ownerUrl: url.href, borrowers: 4, connectorPassword: testConnectorPassword })
  const owner = new pg.Pool({ connectionString: url.href, max: 2 })
  owner.on("error", () => undefined)
  const map = (await lenderMap()).sources.lender
  if (!map || !isRelational(map)) throw new Error("the map has no lender")
  await owner.query(grantsFor(map))
  const proxy = await openProxy({ host: "127.0.0.1", port: cluster.port })
  const reached = connectorUrl(url.href, testConnectorPassword)
  return {
    name: "lender",
    map: { ...map, limits: { ...map.limits, seconds: 1 } },
    connections: { LENDER_URL: reached },
    proxied: { LENDER_URL: proxy.through(reached) },
    secrets: {},
    proxy,
    add: (n) => addBorrower(owner, n),
    held: (n) => heldOf(owner, n),
    kill: () => cluster.kill(),
    restart: () => cluster.restart(),
    async deny() {
      await owner.query("revoke update, delete on all tables in schema core from ukuk_connector")
      return async () => void (await owner.query(grantsFor(map)))
    },
    async close() {
      await proxy.close()
      await owner.end()
      await cluster.stop()
    },
  }
}

async function addBorrower(owner: pg.Pool, n: number): Promise<Added> {
  const tag = numberOf(n)
  await owner.query(
    `insert into core.customers (customer_id, customer_no, last_name, first_name, sex, pin, mobile_phone, email, registered_at, updated_at)
     overriding system value
     select t::bigint, 'M' || t, 'Үлгүбаева' || t, 'Айнур', 'F', '2150519' || t, '+99655' || t, t || '@borrower.example', '2020-01-01', '2020-01-01' from (select $1::text) as p (t)`,
    [tag],
  )
  await owner.query(
    `insert into core.id_documents (cust_id, doc_type, doc_no, scan_front, scan_mime, uploaded_at)
     select t::bigint, 'passport', 'P' || t, decode(repeat('89504e470d0a1a0a', 2000), 'hex'), 'image/png', '2025-01-01' from (select $1::text) as p (t)`,
    [tag],
  )
  await owner.query(
    `insert into core.contact_persons (customer_id, full_name, relation, phone, added_at)
     select $1::bigint, 'Мисалов ' || n, 'relative', '+99655500' || n, '2025-01-01' from generate_series(1000, 1019) n`,
    [tag],
  )
  await owner.query("insert into core.employment (customer_id, employer) values ($1::bigint, 'Үлгү')", [tag])
  await owner.query(
    "insert into core.expenses select $1::bigint, n, 'rent', 9000, '2025-11-03' from generate_series(1, 20) n",
    [tag],
  )
  return { subjectId: randomUUID(), knownAs: [{ source: "lender", kind: "customer_id", value: tag }] }
}

async function heldOf(owner: pg.Pool, n: number): Promise<unknown> {
  const tag = numberOf(n)
  const rows = async (table: string, key: string) => {
    const found = await owner.query<{ row: object }>(
      `select to_jsonb(t) - $2::text[] as row from core.${table} t where ${key} = $1 order by 1`,
      [tag, OWN],
    )
    return JSON.parse(JSON.stringify(found.rows.map(({ row }) => row)).replaceAll(tag, "#"))
  }
  const held: Record<string, unknown> = { customers: await rows("customers", "customer_id") }
  for (const table of TABLES)
    held[table] = await rows(table, table === "id_documents" ? "cust_id" : "customer_id")
  return held
}
