import { existsSync, readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import path from "node:path"
import pg from "pg"
import { CONNECTOR, makeConnectorRole } from "@/db/connector-role"
import { loadLender } from "@/db/lender/load"
import { yamlSource } from "@/lib/policy/yaml-source"

const BORROWERS = 5_000

/** A source that a demonstration makes for itself, since nobody gave the address of a real one. */
export type DemoSource = { connection: string; database: string; ownerUrl: string; connectorPassword: string }

/** The members of one list or table of a folder's file, as they are written; none when it cannot be read. */
function membersOf(folder: string, name: string, key: string): Record<string, unknown>[] {
  const file = path.join(folder, name)
  if (!existsSync(file)) return []
  const whole: unknown = yamlSource(file, readFileSync(file, "utf8")).value
  const members = isTable(whole) ? whole[key] : null
  return Object.values(Object(members)).filter(isTable)
}

const isTable = (value: unknown): value is Record<string, unknown> => Object(value) === value

const sourcesIn = (folder: string) => membersOf(folder, "data-map.yaml", "sources")

const texts = (values: readonly unknown[]): string[] =>
  values.filter((value): value is string => typeof value === "string")

/** The variables with the addresses of a folder's PostgreSQL sources: those a demonstration can make for itself. */
export const connectionsOf = (folder: string): string[] =>
  texts(sourcesIn(folder).map(({ connector, connection }) => (connector === "postgres" ? connection : null)))

/** The variables in which it expects the secrets of sources that tell what changed, and of recipients that are told. */
export const webhookSecretsOf = (folder: string): string[] => {
  const told = membersOf(folder, "policy.yaml", "recipients").map(({ notify }) => notify)
  const webhooks = [...sourcesIn(folder).map(({ webhook }) => webhook), ...told]
  return texts(webhooks.map((webhook) => (isTable(webhook) ? webhook.secret : null)))
}

/**
 * Fills a demo source: the generated lender, or what the policy folder says (`demo/schema.sql`, `demo/data.sql`), all in
 * one transaction. Nothing happens when it was filled before.
 */
export async function fillDemoSource(source: DemoSource, folder: string): Promise<void> {
  if (source.connection === "LENDER_URL")
    return loadLender({ ...source, borrowers: BORROWERS }).then(() => undefined)
  const client = new pg.Client({ connectionString: source.ownerUrl })
  await client.connect()
  try {
    await makeConnectorRole(client, source.connectorPassword)
    if (await isFilled(client)) return
    const database = client.escapeIdentifier(source.database)
    await client.query("begin")
    await client.query(`revoke all on database ${database} from public`)
    await client.query(`grant connect on database ${database} to ${CONNECTOR}`)
    for (const name of ["schema.sql", "data.sql"]) await client.query(await sqlOf(source, folder, name))
    await client.query("commit")
  } finally {
    await client.end()
  }
}

async function isFilled(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    "select 1 from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')",
  )
  return Boolean(rowCount)
}

async function sqlOf({ connection }: DemoSource, folder: string, name: string): Promise<string> {
  const file = path.join(folder, "demo", name)
  return readFile(file, "utf8").catch(() => {
    throw new Error(`There is no ${file}: write it, or give the source's address in ${connection}.`)
  })
}
