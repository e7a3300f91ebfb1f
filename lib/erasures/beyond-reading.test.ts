import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { registerFile } from "@/lib/configuration"
import { keepRegister } from "@/lib/erasures/keep-register"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openKeyFile } from "@/lib/keys/key-file"
import { keysOf, oneKey } from "@/lib/keys/provider"
import { destroyEpoch, rotate } from "@/lib/keys/rotate"
import { openVault } from "@/lib/keys/vault"
import { destroyKeys } from "@/lib/people/forget-person"
import { inForce } from "@/lib/policy/editions"
import { endCaseFile } from "@/lib/retention/end-case-file"
import { approve, closeAccountAfter, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { provenStill, takeReceipts } from "@/lib/testing/kept-receipts.fixture"
import { dropDatabases, ownDatabase } from "@/lib/testing/open-deployment"
import { type Found, keysIn, type Loot, look, ownKeys, steal } from "@/lib/testing/thief.fixture"

let here: TestDeployment
let folder: string
let subject: string
/** What the sources hold of this person and of nobody else. */
let values: string[]
let oldPortal: Loot
let oldKeysUrl: string
/** What the person has in their own hands. */
let receipts: string[]

beforeAll(async () => {
  here = await testDeployment()
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-thief-"))
  subject = (await here.borrower(3)).actor.subjectId
  values = await valuesOfTheirsAlone()
})
afterAll(async () => {
  await here?.close()
  if (oldKeysUrl) await dropDatabases([oldKeysUrl])
  rmSync(folder, { recursive: true, force: true })
})

const portalUrl = () => here.house.configuration.databaseUrl
const master = () => {
  const { masterKey } = here.house.configuration
  if (!Buffer.isBuffer(masterKey)) throw new Error("a deployment of the tests has one key")
  return masterKey
}

/** What is written of them in the source and of no other person in it, and in no document everybody may read. */
async function valuesOfTheirsAlone(): Promise<string[]> {
  const source = here.house.sourcesOf(await inForce(drizzle(here.owner))).of("lender")
  const textsOf = async (key: string) => {
    const identifiers = [{ kind: source.subjectKind, value: key }]
    const { items, nextOffset } = await source.read({ identifiers, page: { offset: 0, limit: 1_000 } })
    expect(nextOffset).toBeNull()
    return items.map(({ value }) => (typeof value === "string" ? value : "")).filter((v) => v.length >= 7)
  }
  const [mine = ""] = await source.find("phone", "+996555000003")
  const { rows } = await here.owner.query("select * from reference_editions")
  const [known, everybody] = [JSON.stringify(rows), await source.people(null, 1_000)]
  const others = new Set<string>()
  for (const key of everybody) if (key !== mine) for (const value of await textsOf(key)) others.add(value)
  return [...new Set(await textsOf(mine))].filter((value) => !others.has(value) && !known.includes(value))
}

/** Everything a thief finds today: the portal, its sources, the files; read by the keys of `keysUrl` and every other. */
async function lookNow(): Promise<Found[]> {
  const { configuration } = here.house
  const keys = new Map([
    ...(await keysIn(configuration.keysUrl, keysOf(configuration.masterKey))),
    ...ownKeys(master()),
  ])
  const files = { table: "erasure register", value: readFileSync(registerFile(configuration), "utf8") }
  return look([...(await steal(portalUrl())), ...(await steal(here.lenderUrl)), files], keys, values)
}

const readBy = (found: readonly Found[]) => [...new Set(found.map(({ by }) => by))].sort()

it("before an erasure a thief with the keys reads a person in the portal, and without them nothing", async () => {
  oldPortal = await steal(portalUrl())
  expect(values).toEqual(expect.arrayContaining(["+996555000003"]))
  expect(values.length).toBeGreaterThan(10)
  const keys = await keysIn(here.house.configuration.keysUrl, oneKey(master()))
  const found = look(oldPortal, keys, values)
  expect(readBy(found)).toEqual([`${subject}|data`])
  expect(look(oldPortal, new Map(), values)).toEqual([])
  const wrong = await keysIn(here.house.configuration.keysUrl, oneKey(Buffer.alloc(32, 8)))
  expect([...wrong]).toEqual([])
  expect(look(await steal(here.lenderUrl), new Map(), values).length).toBeGreaterThan(values.length - 1)
})

it("after it a copy of everything with every key left yields the case file alone, by its own key", async () => {
  const everything = (await inForce(drizzle(here.owner))).policy.categories.map(({ code }) => code)
  const part = await signLetter(here, 3, { right: "erasure", categories: everything })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  receipts = await takeReceipts(here.house, await here.borrower(3), part.number)
  await closeAccountAfter(here, part)
  oldKeysUrl = await copyOfKeys()
  await destroyKeys(here.house, subject)
  await keepRegister(here.house)
  const found = await lookNow()
  expect(readBy(found)).toEqual([`${subject}|case`])
  expect(found.map(({ table }) => table)).toContain("public.letters")
  expect(receipts.length).toBeGreaterThan(3)
  expect(await provenStill(here.house, here.owner, receipts)).toEqual({ ...proven(), closed: 0 })
})

/** All receipts hold, the ledger goes on from each, and nothing is wrong with it. */
const proven = () => ({ hold: receipts.length, continued: receipts.length, faults: [] })

/** A copy of the keys database as it is before the key goes, which somebody kept. */
async function copyOfKeys(): Promise<string> {
  const url = await ownDatabase("stolen_keys")
  const [from, to] = [here.house.configuration.keysUrl, url].map(
    (connectionString) => new pg.Client({ connectionString }),
  )
  if (!from || !to) throw new Error("there are two")
  await Promise.all([from.connect(), to.connect()])
  const { rows } = await from.query("select owner, purpose, wrapped from wrapped_keys")
  await to.query("create table wrapped_keys (owner uuid, purpose text, wrapped bytea)")
  for (const { owner, purpose, wrapped } of rows)
    await to.query("insert into wrapped_keys values ($1, $2, $3)", [owner, purpose, wrapped])
  await Promise.all([from.end(), to.end()])
  return url
}

it("when the case file has ended nothing of them is left to be read, and what they were given still proves it", async () => {
  const back = "- interval '9 years'"
  await here.owner.query(`begin; set local session_replication_role = replica;
    update subjects set created_at = created_at ${back}; update requests set received_at = received_at ${back};
    update request_parts set closed_at = closed_at ${back}; update sessions set seen_at = seen_at ${back}; commit`)
  await endCaseFile(here.house, subject)
  await destroyKeys(here.house, subject)
  expect(await lookNow()).toEqual([])
  const { closed, ...still } = await provenStill(here.house, here.owner, receipts)
  expect(still).toEqual(proven())
  expect(closed).toBeGreaterThan(receipts.length)
})

it("older copies of both databases open by the master key of that day, and by none once its epoch is destroyed", async () => {
  const file = path.join(folder, "master-keys")
  writeFileSync(file, `1 ${master().toString("base64")}\n`, { mode: 0o600 })
  const live = openKeyFile(file)
  const everyKey = () => keysIn(oldKeysUrl, live)
  expect(readBy(look(oldPortal, await everyKey(), values))).toEqual([`${subject}|data`])
  await rotate(here.house.pools.keyring, live)
  expect(readBy(look(oldPortal, await everyKey(), values))).toEqual([`${subject}|data`])
  const owner = new pg.Client({ connectionString: here.house.configuration.keysUrl })
  await owner.connect()
  await destroyEpoch(owner, live, 1).finally(() => owner.end())
  expect([...(await everyKey())]).toEqual([])
  const standing = new Map((["own", "blind", "signature"] as const).map((use) => [use, live.derive(use)]))
  expect(look(oldPortal, new Map([...(await everyKey()), ...standing]), values)).toEqual([])
  // Checkpoints are signed by a key that goes through every epoch, so that those of then still prove something.
  const now = { ...here.house, vault: openVault(here.house.pools.keyring, live) }
  expect(await provenStill(now, here.owner, receipts)).toMatchObject(proven())
})
