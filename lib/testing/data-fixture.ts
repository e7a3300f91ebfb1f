import pg from "pg"

/** The rows of every table of a portal and its keys database, as PostgreSQL's own JSON: what an upgrade is tried on. */
export type DataFixture = { portal: Record<string, unknown[]>; keys: Record<string, unknown[]> }

const TABLES = "select tablename as name from pg_tables where schemaname = 'public' order by 1"

async function rowsOf(url: string): Promise<Record<string, unknown[]>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const out: Record<string, unknown[]> = {}
  const { rows } = await client.query<{ name: string }>(TABLES)
  for (const { name } of rows) {
    const found = await client.query<{ row: unknown }>(
      `select to_jsonb(t) as row from ${client.escapeIdentifier(name)} t order by t::text`,
    )
    if (found.rows.length > 0) out[name] = found.rows.map(({ row }) => row)
  }
  await client.end()
  return out
}

/** Reads the data of a deployment's two databases, with the owner's login. */
export async function readFixture(url: string, keysUrl: string): Promise<DataFixture> {
  return { portal: await rowsOf(url), keys: await rowsOf(keysUrl) }
}

async function fill(url: string, tables: Record<string, unknown[]>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // The order of tables is the alphabet's, so references are checked by whoever reads, not while loading.
  await client.query("set session_replication_role = replica")
  for (const [name, rows] of Object.entries(tables)) {
    const table = client.escapeIdentifier(name)
    // Only the columns of its own time: those added since take their defaults, as they do when a deployment is upgraded.
    const columns = Object.keys(Object(rows[0])).map((column) => client.escapeIdentifier(column))
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    )
  }
  await client.end()
}

/** Loads a fixture into two freshly migrated databases, with the superuser's login. */
export async function loadFixture(url: string, keysUrl: string, fixture: DataFixture): Promise<void> {
  await fill(url, fixture.portal)
  await fill(keysUrl, fixture.keys)
}
