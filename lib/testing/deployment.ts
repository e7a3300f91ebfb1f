import { randomBytes } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { loadLender } from "@/db/lender/load"
import {
  type FreshDatabase,
  freshDatabase,
  testConnectorPassword,
  testServerUrl,
} from "@/db/testing/database"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { type OpenHouse, openHouse } from "@/lib/house"
import { loadDemo } from "@/lib/people/demo"
import { readDemoPeople } from "@/lib/people/demo-people"
import { normalLogin } from "@/lib/people/identifiers"
import { openSession, whoIs } from "@/lib/people/sessions"
import { checkPolicy } from "@/lib/policy/check"
import { publishPolicy } from "@/lib/policy/editions"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { readDataMap } from "@/lib/sources/read-map"

const DIR = "policies/somo"

export type TestDeployment = {
  house: OpenHouse
  /** The owner's connection to the portal's database: what a test looks at, and sets up. */
  owner: pg.Pool
  /** The owner's connection to the lender's database. */
  lender: pg.Pool
  lenderUrl: string
  borrower(n: 1 | 2 | 3): Promise<Signed<SubjectActor>>
  staff(who: "officer" | "approver" | "steward" | "admin" | "auditor"): Promise<Signed<StaffActor>>
  /** The same deployment again, from copies of its databases as they are now; nobody may be connected to them. */
  copy(): Promise<TestDeployment>
  close(): Promise<void>
}

/**
 * A whole deployment of a test's own: portal, keys, a small lender with the demo people, policy `somo` published, demo
 * accounts. Nothing in it is a stand-in. Call `close` in afterAll.
 */
export async function testDeployment({
  borrowers = 12,
  today,
}: {
  borrowers?: number
  today?: Date
} = {}): Promise<TestDeployment> {
  const database = await freshDatabase()
  const lenderUrl = await ownDatabase("lender")
  await loadLender({
    ownerUrl: lenderUrl,
    borrowers,
    connectorPassword: testConnectorPassword,
    ...(today ? { today } : {}),
  })
  const here = opened(database, lenderUrl)
  await publish(here.owner, here.lender)
  await loadDemo(here.house, database.url, readDemoPeople(DIR).accounts)
  return here
}

// A connection that is still closing when its database is dropped is told so; nobody has to hear it.
function ownersPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 })
  pool.on("error", () => undefined)
  pool.on("connect", (client) => client.on("error", () => undefined))
  return pool
}

type Databases = Pick<FreshDatabase, "url" | "keysUrl" | "masterKey" | "drop">

function opened(database: Databases, lenderUrl: string): TestDeployment {
  const lender = ownersPool(lenderUrl)
  const owner = ownersPool(database.url)
  const house = openHouse(configurationOf(database, lenderUrl), 4)
  const sign = (login: string) => signIn(house, owner, login)
  let left: Promise<unknown> | undefined
  const leave = () => {
    left ??= Promise.all([house.close(), owner.end(), lender.end()])
    return left
  }
  return {
    house,
    owner,
    lender,
    lenderUrl,
    borrower: async (n) => (await sign(`+99655500000${n}`)) as Signed<SubjectActor>,
    staff: async (who) => (await sign(`${who}@demo.example`)) as Signed<StaffActor>,
    async copy() {
      await leave()
      const [url, lenderCopy] = [
        await ownDatabase("test", database.url),
        await ownDatabase("lender", lenderUrl),
      ]
      const keysUrl = await ownDatabase(`${new URL(url).pathname.slice(1)}_keys`, database.keysUrl, true)
      const drop = () => dropDatabases([url, keysUrl])
      return opened({ url, keysUrl, masterKey: database.masterKey, drop }, lenderCopy)
    },
    async close() {
      await leave()
      await dropDatabases([lenderUrl])
      await database.drop()
    },
  }
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: testServerUrl() })
  await client.connect()
  return work(client).finally(() => client.end())
}

async function ownDatabase(prefix: string, template?: string, exact = false): Promise<string> {
  const name = exact ? prefix : `${prefix}_${randomBytes(6).toString("hex")}`
  const from = template ? ` template ${new URL(template).pathname.slice(1)}` : ""
  await asAdmin((client) => client.query(`create database ${name}${from}`))
  return testServerUrl(name)
}

async function dropDatabases(urls: readonly string[]): Promise<void> {
  await asAdmin(async (client) => {
    for (const url of urls)
      await client.query(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`)
  })
}

async function publish(owner: pg.Pool, lender: pg.Pool): Promise<void> {
  const { folder, faults } = await checkPolicy(DIR)
  const map = folder && (await readDataMap(DIR, folder.policy))
  if (!folder || !map?.dataMap) throw new Error(JSON.stringify([...faults, ...(map?.faults ?? [])]))
  await publishPolicy(drizzle(owner), folder, map.dataMap)
  for (const source of Object.values(map.dataMap.sources)) await lender.query(grantsFor(source))
}

function configurationOf(database: Databases, lenderUrl: string) {
  const connector = new URL(lenderUrl)
  connector.username = "ukuk_connector"
  connector.password = testConnectorPassword
  return {
    port: 0,
    appUrl: "http://localhost:3000",
    databaseUrl: database.url,
    keysUrl: database.keysUrl,
    home: "",
    policy: DIR,
    demo: true,
    authSecret: "a secret of the tests, long enough",
    masterKey: database.masterKey,
    smtpUrl: null,
    smsUrl: null,
    oidc: null,
    connections: { LENDER_URL: connector.href },
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
