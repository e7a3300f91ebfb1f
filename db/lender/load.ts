import { readFile } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { Client } from "pg"
import { from as copyFrom } from "pg-copy-streams"
import { Batch } from "./generate/batch"
import { writeBorrowers } from "./generate/borrowers"
import { dayInBishkek } from "./generate/day"
import { drawImages } from "./generate/images"
import { columnsOf, identities, loadOrder, type Table } from "./generate/tables"
import { makeRoles } from "./roles"

export interface LenderLoad {
  /** A superuser, or an owner who may create roles, connected to the lender's own database. */
  ownerUrl: string
  /** How many customers, the four demo people among them; 1 to 1,000,000. */
  borrowers: number
  connectorPassword: string
  /** The day every story is reckoned from; now, unless given. */
  today?: Date
  seed?: number
  /** The customer with this phone made 1,000 page requests. */
  heavyPhone?: string
}

const PER_BATCH = 500
const SEED = 2026

async function customersLoaded(client: Client): Promise<number | null> {
  const { rows } = await client.query<{ found: boolean }>(
    "select to_regclass('core.batch_log') is not null as found",
  )
  if (!rows[0]?.found) return null
  const marker = await client.query<{ customers: number }>(
    "select (detail->>'customers')::int as customers from core.batch_log where batch = 'load_complete'",
  )
  return marker.rows[0]?.customers ?? null
}

async function createSchema(client: Client): Promise<void> {
  await client.query("drop schema if exists core, risk, web cascade")
  const { rows } = await client.query<{ name: string }>("select quote_ident(current_database()) as name")
  const database = rows[0]?.name
  await client.query(`revoke all on database ${database} from public`)
  await client.query(`grant connect on database ${database} to lender_app, ukuk_connector`)
  await client.query(`grant create on database ${database} to lender_owner`)
  await client.query("set local role lender_owner")
  await client.query(await readFile(new URL("./schema.sql", import.meta.url), "utf8"))
}

async function copyTable(client: Client, table: Table, lines: string[]): Promise<void> {
  if (lines.length === 0) return
  const stream = client.query(copyFrom(`copy ${table} (${columnsOf(table).join(", ")}) from stdin`))
  await pipeline(Readable.from(chunks(lines)), stream)
}

function* chunks(lines: string[]): Generator<Buffer> {
  for (let start = 0; start < lines.length; start += 200) {
    yield Buffer.from(lines.slice(start, start + 200).join(""), "utf8")
  }
}

async function fill(client: Client, load: LenderLoad): Promise<void> {
  const population = {
    seed: load.seed ?? SEED,
    today: dayInBishkek(load.today ?? new Date()),
    heavyPhone: load.heavyPhone,
    images: drawImages(),
  }
  const batch = new Batch()
  const shared: number[] = []
  for (let from = 1; from <= load.borrowers; from += PER_BATCH) {
    writeBorrowers(batch, population, [from, Math.min(from + PER_BATCH - 1, load.borrowers)], shared)
    for (const table of loadOrder()) await copyTable(client, table, batch.take(table))
  }
}

async function moveSequences(client: Client): Promise<void> {
  for (const table of identities) {
    const key = columnsOf(table)[0]
    await client.query(
      `select setval(pg_get_serial_sequence('${table}', '${key}'), (select coalesce(max(${key}), 1) from ${table}))`,
    )
  }
}

/**
 * Makes the demo lender's database: roles, schemas, and synthetic customers streamed in with COPY in one
 * transaction. Where the marker `load_complete` is found nothing is changed but the connector's password; where
 * it is missing, whatever an earlier load left is dropped and the load begins anew.
 */
export async function loadLender(load: LenderLoad): Promise<{ customers: number }> {
  const client = new Client({ connectionString: load.ownerUrl, application_name: "lender-load" })
  await client.connect()
  try {
    await makeRoles(client, load.connectorPassword)
    const loaded = await customersLoaded(client)
    if (loaded !== null) return { customers: loaded }
    await client.query("begin")
    await createSchema(client)
    await fill(client, load)
    await moveSequences(client)
    await client.query("insert into core.batch_log (batch, detail) values ('load_complete', $1)", [
      JSON.stringify({ customers: load.borrowers }),
    ])
    await client.query("commit")
    await client.query(`analyze ${loadOrder().join(", ")}`)
    return { customers: load.borrowers }
  } finally {
    await client.end()
  }
}
