import { randomBytes } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { connectorUrl } from "@/db/connector-role"
import { type FreshDatabase, testConnectorPassword, testServerUrl } from "@/db/testing/database"
import { registerFile } from "@/lib/configuration"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { type OpenHouse, openHouse } from "@/lib/house"
import { loadDemo } from "@/lib/people/demo"
import { readDemoPeople } from "@/lib/people/demo-people"
import { normalLogin } from "@/lib/people/identifiers"
import { openSession, whoIs } from "@/lib/people/sessions"
import { checkPolicy } from "@/lib/policy/check"
import { type InForce, inForce } from "@/lib/policy/editions"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { publishPolicy } from "@/lib/policy/publish-folder"
import type { DataMap } from "@/lib/sources/map-schema"
import { isRelational } from "@/lib/sources/map-schema"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { readDataMap } from "@/lib/sources/read-map"

/** The databases of one deployment; `sources` are the owners' addresses by the data map's connection variables. */
export type Databases = Pick<FreshDatabase, "url" | "keysUrl" | "masterKey" | "drop"> & {
  sources: Readonly<Record<string, string>>
  /** Addresses of sources that lie elsewhere, as the portal reaches them. */
  elsewhere?: Readonly<Record<string, string>>
}

export type DemoStaff = "officer" | "approver" | "steward" | "admin" | "auditor"

/** A deployment of a test's own, opened on its databases: whatever organisation it is. */
export type OpenDeployment = {
  house: OpenHouse
  /** The owner's connection to the portal's database: what a test looks at, and sets up. */
  owner: pg.Pool
  /** The owners' connections to the sources, by the data map's connection variables. */
  sources: ReadonlyMap<string, pg.Pool>
  /** A live session of a demo account, by phone or e-mail. */
  person(login: string): Promise<Signed<SubjectActor>>
  staff(who: DemoStaff): Promise<Signed<StaffActor>>
  /** Ends every connection; the databases stay. */
  leave(): Promise<void>
  close(): Promise<void>
}

/** Opens a deployment of the policy folder `dir` on databases that are there. */
export function openDeployment(dir: string, databases: Databases): OpenDeployment {
  const entries = Object.entries(databases.sources)
  const sources = new Map(entries.map(([connection, url]) => [connection, ownersPool(url)]))
  const owner = ownersPool(databases.url)
  const house = openHouse(configurationOf(dir, databases), { size: 4 })
  let left: Promise<unknown> | undefined
  const leave = async () => {
    left ??= Promise.all([house.close(), owner.end(), ...[...sources.values()].map((pool) => pool.end())])
    await left
  }
  return {
    house,
    owner,
    sources,
    person: async (login) => (await signIn(house, owner, login)) as Signed<SubjectActor>,
    staff: async (who) => (await signIn(house, owner, `${who}@demo.example`)) as Signed<StaffActor>,
    leave,
    async close() {
      await leave()
      rmSync(registerFile(house.configuration), { force: true })
      await dropDatabases(Object.values(databases.sources))
      await databases.drop()
    },
  }
}

export type Published = { folder: PolicyFolder; dataMap: DataMap; inForce: InForce }

/**
 * Brings a deployment to where its people can sign in, as a start does: policy and data map published, the connector's
 * rights given in every source, the folder's demo people loaded. Returns what was published; throws with the folder's
 * faults.
 */
export async function populate(
  dir: string,
  { house, owner, sources }: OpenDeployment,
  portalUrl: string,
): Promise<Published> {
  const { folder, faults } = await checkPolicy(dir)
  const map = folder && (await readDataMap(dir, folder.policy))
  if (!folder || !map?.dataMap) throw new Error(JSON.stringify([...faults, ...(map?.faults ?? [])]))
  await publishPolicy(drizzle(owner), folder, map.dataMap)
  for (const source of Object.values(map.dataMap.sources))
    if (isRelational(source)) await sources.get(source.connection)?.query(grantsFor(source))
  await loadDemo(house, portalUrl, readDemoPeople(dir).accounts)
  return { folder, dataMap: map.dataMap, inForce: await inForce(drizzle(owner)) }
}

// A connection that is still closing when its database is dropped is told so; nobody has to hear it.
function ownersPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 })
  pool.on("error", () => undefined)
  pool.on("connect", (client) => client.on("error", () => undefined))
  return pool
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: testServerUrl() })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** A database of a test's own, empty or a copy of the one at `template`. Returns the superuser's address of it. */
export async function ownDatabase(prefix: string, template?: string): Promise<string> {
  return namedDatabase(`${prefix}_${randomBytes(6).toString("hex")}`, template)
}

async function namedDatabase(name: string, template?: string): Promise<string> {
  const from = template ? ` template ${new URL(template).pathname.slice(1)}` : ""
  await asAdmin((client) => client.query(`create database ${name}${from}`))
  return testServerUrl(name)
}

/** Copies of a deployment's databases as they are now; nobody may be connected to them. */
export async function copyDatabases(databases: Databases): Promise<Databases> {
  const url = await ownDatabase("test", databases.url)
  const keysUrl = await namedDatabase(`${new URL(url).pathname.slice(1)}_keys`, databases.keysUrl)
  const sources: Record<string, string> = {}
  for (const [connection, source] of Object.entries(databases.sources))
    sources[connection] = await ownDatabase("source", source)
  const { masterKey } = databases
  return { url, keysUrl, masterKey, sources, drop: () => dropDatabases([url, keysUrl]) }
}

/** Drops databases, whoever is connected to them. */
export async function dropDatabases(urls: readonly string[]): Promise<void> {
  await asAdmin(async (client) => {
    for (const url of urls)
      await client.query(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`)
  })
}

/** What the sources of every test sign by. */
export const TEST_WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`

function configurationOf(policy: string, { url, keysUrl, masterKey, sources, elsewhere }: Databases) {
  const connections = Object.entries(sources).map(([connection, source]) => [
    connection,
    connectorUrl(source, testConnectorPassword),
  ])
  return {
    port: 0,
    appUrl: "http://localhost:3000",
    databaseUrl: url,
    keysUrl,
    home: path.join(tmpdir(), "ukuk-tests"),
    policy,
    demo: true,
    takeBackSeconds: 0,
    authSecret: "a secret of the tests, long enough",
    masterKey,
    smtpUrl: null,
    smsUrl: null,
    noticesPerSecond: 10_000,
    oidc: null,
    connections: { ...elsewhere, ...Object.fromEntries(connections) } as Record<string, string>,
    webhookSecrets: Object.fromEntries(
      Object.keys(sources).map((name) => [name.replace(/_URL$/, "_WEBHOOK_SECRET"), TEST_WEBHOOK_SECRET]),
    ),
  }
}

/** A live session of a demo account, opened as sign-in opens it. */
async function signIn(house: OpenHouse, owner: pg.Pool, typed: string): Promise<Signed> {
  const login = normalLogin(typed)
  const hash = login && house.vault.hash(login.kind, login.value)
  const { rows } = await owner.query<{ id: string; kind: "subject" | "staff" }>(
    "select a.id, a.kind from accounts a join account_logins l on l.account_id = a.id where l.hash = $1",
    [hash],
  )
  const account = rows[0]
  if (!account) throw new Error(`no demo account ${typed}`)
  const token = await openSession(house, account, account.kind === "staff" ? 2 : 1, {
    agent: "test",
    address: "test",
  })
  const answer = await whoIs(house, token)
  if (answer.is !== "actor") throw new Error("the session opened is nobody's")
  return answer.signed
}
