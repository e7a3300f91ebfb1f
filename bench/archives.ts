import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { parse, stringify } from "yaml"
import { makeConnectorRole } from "@/db/connector-role"
import { loadLender } from "@/db/lender/load"
import { freshDatabase, testConnectorPassword } from "@/db/testing/database"
import {
  type Databases,
  type OpenDeployment,
  openDeployment,
  ownDatabase,
  populate,
} from "@/lib/testing/open-deployment"

const POLICY = "policies/somo"
export const PHONE = "+996555000001"

/** Three systems beside the lender's own that know the same people by their PIN. */
const names = ["archive_a", "archive_b", "archive_c"] as const
const connectionOf = (name: string) => `${name.toUpperCase()}_URL`

const SCHEMA = `create schema archive;
create table archive.clients (client_id bigint generated always as identity primary key, pin text not null unique);
create table archive.visits (visit_id bigint generated always as identity primary key,
  client_id bigint not null references archive.clients, address text not null, status smallint not null, at timestamptz not null);
create table archive.payments (payment_id bigint generated always as identity primary key,
  client_id bigint not null references archive.clients, amount numeric(12, 2) not null, method text not null, paid_at timestamptz not null);
create index on archive.visits (client_id);
create index on archive.payments (client_id);`

const field = (column: string, category: string, code: string, type: string, fixed?: string | number) => ({
  ...{ column, category, field: code, type },
  ...(fixed === undefined ? {} : { erase: { fixed } }),
})

const entry = (table: string, key: string, at: string, origin: string, fields: readonly object[]) => ({
  ...{
    table: `archive.${table}`,
    primaryKey: [key],
    subject: "client_id",
    origin,
    givenAt: at,
    recordedAt: at,
  },
  ...{ rows: "delete", fields },
})

const archive = (name: string) => ({
  ...{
    title: { ky: "Архив", ru: "Архив", en: "Archive" },
    connector: "postgres",
    connection: connectionOf(name),
  },
  limits: { seconds: 10, connections: 4 },
  subject: {
    ...{ table: "archive.clients", key: "client_id", kind: "client_id" },
    identifiers: [{ kind: "pin", column: "pin", normalise: "digits", proves: true }],
  },
  entries: {
    visits: entry("visits", "visit_id", "at", "site", [
      field("address", "page_address", "page_address", "text", "erased"),
      field("status", "page_address", "http_status", "number", 0),
      field("at", "access_time", "requested_at", "timestamp", "1970-01-01T00:00:00Z"),
    ]),
    payments: entry("payments", "payment_id", "paid_at", "bank", [
      field("amount", "payments", "amount", "money"),
      field("method", "payments", "method", "text"),
      field("paid_at", "payments", "paid_at", "timestamp"),
    ]),
  },
  facts: {},
})

/** The demonstration's policy with three more sources in its data map. */
async function policyFolder(): Promise<string> {
  const dir = path.join(await mkdtemp(path.join(tmpdir(), "ukuk-policy-")), "somo")
  await cp(POLICY, dir, { recursive: true })
  const file = path.join(dir, "data-map.yaml")
  const map = parse(await readFile(file, "utf8")) as { sources: Record<string, unknown> }
  for (const name of names) map.sources[name] = archive(name)
  await writeFile(file, stringify(map))
  for (const beside of ["profiles", "calendars"])
    await cp(path.join(path.dirname(POLICY), beside), path.join(dir, "..", beside), { recursive: true })
  return dir
}

export type Opened = { dir: string; databases: Omit<Databases, "drop">; deployment: OpenDeployment }

/** A deployment of four sources, in each of which borrower 1 has a fourth of so many items. */
export async function openArchives(items: number): Promise<Opened> {
  const portal = await freshDatabase()
  const lender = await ownDatabase("lender")
  await loadLender({ ownerUrl: lender, borrowers: 12, connectorPassword: testConnectorPassword })
  const pin = await visitLender(lender, items / 4)
  const sources: Record<string, string> = { LENDER_URL: lender }
  for (const name of names) sources[connectionOf(name)] = await fillArchive(pin, items / 4)
  const dir = await policyFolder()
  const { url, keysUrl, masterKey } = portal
  const deployment = openDeployment(dir, { ...portal, sources })
  await populate(dir, deployment, url)
  return { dir, databases: { url, keysUrl, masterKey, sources }, deployment }
}

async function filling<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** Pages that the borrower opened, three items each. Gives their PIN. */
const visitLender = (url: string, items: number): Promise<string> =>
  filling(url, async (client) => {
    await client.query(
      `with who as (select customer_id from core.customers where mobile_phone = $1),
        visit as (insert into web.site_sessions (session_id, user_id, started_at, ip)
          select gen_random_uuid(), customer_id, now() - interval '1 day', '192.0.2.1' from who returning session_id, user_id)
       insert into web.page_requests (session_id, user_id, requested_at, page_address, http_status)
       select session_id, user_id, now() - make_interval(secs => n), '/loans/' || n || '/payments?page=' || n % 97, 200
       from visit, generate_series(1, $2::int) n`,
      [PHONE, Math.round(items / 3)],
    )
    await client.query("vacuum analyze")
    const { rows } = await client.query<{ pin: string }>(
      "select pin from core.customers where mobile_phone = $1",
      [PHONE],
    )
    return rows[0]?.pin ?? ""
  })

/** Half of the items are visits, half payments, three items a row; as many rows are another client's. */
async function fillArchive(pin: string, items: number): Promise<string> {
  const url = await ownDatabase("archive")
  await filling(url, async (client) => {
    await makeConnectorRole(client, testConnectorPassword)
    await client.query(SCHEMA)
    await client.query("insert into archive.clients (pin) values ($1), ('10101200000001')", [pin])
    const rows = Math.round(items / 6)
    await client.query(
      `insert into archive.visits (client_id, address, status, at)
       select 1 + n % 2, '/accounts/' || n || '/statement?month=' || n % 12, 200, now() - make_interval(secs => n) from generate_series(1, $1::int) n`,
      [2 * rows],
    )
    await client.query(
      `insert into archive.payments (client_id, amount, method, paid_at)
       select 1 + n % 2, n % 9973 + 0.5, case n % 3 when 0 then 'card' when 1 then 'terminal' else 'transfer' end, now() - make_interval(mins => n)
       from generate_series(1, $1::int) n`,
      [2 * rows],
    )
    await client.query("vacuum analyze")
  })
  return url
}

type Table = { name: string; of: string; origin: string; at: string; items: readonly Told[] }
/** Category, field and column. */
type Told = readonly [category: string, field: string, column: string]

const visited = (address: string, status: string, at: string): Told[] => [
  ["page_address", "page_address", address],
  ["page_address", "http_status", status],
  ["access_time", "requested_at", at],
]
const paid: Told[] = ["amount", "method", "paid_at"].map((column) => ["payments", column, column] as const)

const LENDER: Table = {
  ...{ name: "web.page_requests", origin: "site", at: "requested_at" },
  of: `join core.customers c on c.customer_id = t.user_id where c.mobile_phone = '${PHONE}'`,
  items: visited("page_address", "http_status", "requested_at"),
}
const ARCHIVE: Table[] = [
  { name: "archive.visits", origin: "site", at: "at", items: visited("address", "status", "at") },
  { name: "archive.payments", origin: "bank", at: "paid_at", items: paid },
].map((table) => ({ ...table, of: "where client_id = 2" }))

/** What COPY is asked for: the items, a line each with what a package says of it; or the rows of the tables as they are. */
const queryOf = ({ name, of, origin, at, items }: Table, as: "items" | "rows"): string => {
  const lines = items.map(
    ([c, field, column]) => `('${c}', '${field}', t.${column}::text, '${origin}', t.${at})`,
  )
  const told = `cross join lateral (values ${lines.join(", ")}) i(category, field, value, origin, given_at)`
  return as === "rows"
    ? `select t.* from ${name} t ${of}`
    : `select i.* from (select t.* from ${name} t ${of}) t ${told}`
}

/** What the borrower has in each source, as COPY is asked for it. */
export function copiesOf(
  { LENDER_URL = "", ...archives }: Readonly<Record<string, string>>,
  as: "items" | "rows",
) {
  const queries = (tables: Table[]) => tables.map((table) => queryOf(table, as))
  const others = Object.values(archives).map((url) => ({ url, queries: queries(ARCHIVE) }))
  return [{ url: LENDER_URL, queries: queries([LENDER]) }, ...others]
}
