import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { drizzle } from "drizzle-orm/node-postgres"
import { NextRequest } from "next/server"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { backupCommand } from "@/bin/commands/backup"
import { restoreCommand } from "@/bin/commands/restore"
import { loadLender } from "@/db/lender/load"
import { freshDatabase, testConnectorPassword } from "@/db/testing/database"
import { over } from "@/lib/backup/snapshot"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { asWorker } from "@/lib/context"
import { keepRegister } from "@/lib/erasures/keep-register"
import { stateOfHouse } from "@/lib/erasures/state"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { checkRegisters, holds } from "@/lib/ledger/check-registers"
import { allFiled, lastFiled } from "@/lib/ledger/checkpoint-file"
import { checkpointsOf, sequence } from "@/lib/ledger/sequence"
import { whoIs } from "@/lib/people/sessions"
import { dump, LENDER, lenderOf, paidOffAlone, text, valuesOf } from "@/lib/replay/drill.fixture"
import { forgetNow } from "@/lib/retention/end-case-file"
import { type SeededErasure, seedErasures } from "@/lib/testing/erasures"
import {
  type Databases,
  dropDatabases,
  type OpenDeployment,
  openDeployment,
  ownDatabase,
  populate,
} from "@/lib/testing/open-deployment"
import { proxy } from "@/proxy"

const DIR = "policies/somo"
const ERASED = 3

let folder: string
let databases: Databases
let open: OpenDeployment
let erased: SeededErasure[]
let values: string[]
let someone: string
let forgotten: string
let token: string
let lenderBefore: string
let env: Record<string, string>

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-drill-"))
  const lenderUrl = await ownDatabase("lender")
  const today = new Date("2012-03-01T06:00:00Z")
  const load = { ownerUrl: lenderUrl, borrowers: 40, connectorPassword: testConnectorPassword, today }
  await loadLender(load)
  databases = { ...(await freshDatabase()), sources: { [LENDER]: lenderUrl } }
  open = opened()
  await populate(DIR, open, databases.url)
  const customers = await paidOffAlone(open, ERASED)
  values = await valuesOf(lenderOf(open), customers)
  erased = await seedErasures(open.house, open.owner, customers)
  ;({
    token,
    actor: { subjectId: someone },
  } = await open.person("+996555000001"))
  forgotten = (await open.person("+996555000002")).actor.subjectId
  await say("given")
  await open.leave()
  lenderBefore = await ownDatabase("source", lenderUrl)
  open = opened()
  env = {
    ...{ DATABASE_URL: databases.url, ERASURE_REGISTER: path.join(folder, "register.jsonl"), UKUK_DEMO: "1" },
    CHECKPOINTS: path.join(folder, "checkpoints.txt"),
    ...{ APP_URL: "http://localhost:3000", AUTH_SECRET: "of tests, thirty-two characters at least" },
    ...{ MASTER_KEY: databases.masterKey.toString("base64"), ...open.house.configuration.connections },
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await open?.close()
  rmSync(folder, { recursive: true, force: true })
})

function opened(): OpenDeployment {
  const deployment = openDeployment(DIR, databases)
  deployment.house.configuration.erasureRegister = path.join(folder, "register.jsonl")
  deployment.house.configuration.checkpoints = path.join(folder, "checkpoints.txt")
  return deployment
}

const say = (event: "given" | "withdrawn") =>
  asWorker(open.house, "test", { subject: someone }, (ctx) =>
    recordConsent(ctx, {
      ...{ subjectId: someone, purpose: "marketing_own", operations: ["use"], event },
      ...{ method: "ticked", language: "ky" },
    }),
  )

const consent = () =>
  asWorker(open.house, "test", { subject: someone }, async (ctx) =>
    presentConsents(await consentEventsOf(ctx, someone)).get("marketing_own/use"),
  )

/** Whether the keys of the person whose case file ended are all destroyed. */
const isForgotten = () =>
  over(databases.keysUrl, async (client) => {
    const asked =
      "select count(*)::int as keys, count(wrapped)::int as live from wrapped_keys where owner = $1"
    const [{ keys, live }] = (await client.query(asked, [forgotten])).rows
    expect(keys).toBeGreaterThan(0)
    return live === 0
  })

const number = async () => (await open.owner.query("select guard.next_number(2026) as n")).rows[0]?.n

/** What a page answers a second and more after it was asked before, so that the database is looked at again. */
let now = Date.now()
async function page(): Promise<number> {
  now += 2_000
  const clock = vi.spyOn(Date, "now").mockReturnValue(now)
  const { status } = await proxy(new NextRequest("http://inner:3000/cabinet"))
  clock.mockRestore()
  return status
}

const run = async (command: typeof backupCommand, ...args: string[]) => {
  const lines: string[] = []
  return { code: await command(args, { ...process.env, ...env }, (line) => lines.push(line)), lines }
}

it("a portal lost with its databases comes back from a backup shut, does again what was done since, and opens", async () => {
  const dir = path.join(folder, "backup")
  await number()
  const signedThen = await signed()
  expect(await run(backupCommand, dir)).toMatchObject({ code: 0 })
  const dumped = await dump(databases.url)

  // Life goes on: three people are erased, a case file ends, a consent is taken back, four letters come in. Then all of it is lost.
  for (const { part } of erased) await fulfilPart(open.house, part)
  await asWorker(open.house, "test", { subject: forgotten }, (ctx) => forgetNow(ctx, forgotten))
  await say("withdrawn")
  for (const expected of [2, 3, 4, 5]) expect(await number()).toBe(expected)
  await keepRegister(open.house)
  expect(await found()).toEqual([])
  const signedLast = await signed()
  expect(signedLast).toBeGreaterThan(signedThen)
  expect((await whoIs(open.house, token)).is).toBe("actor")
  await open.leave()
  await dropDatabases([databases.url, databases.keysUrl, ...Object.values(databases.sources)])

  databases = { ...databases, sources: { [LENDER]: lenderBefore } }
  expect((await run(restoreCommand, dir)).lines[0]).toBe("Restored.")
  const back = await dump(databases.url)
  for (const table of ["request_parts", "letters", "consent_events", "source_identities"])
    expect(back.get(`public.${table}`), table).toEqual(dumped.get(`public.${table}`))
  open = opened()
  expect(await found()).toEqual(values)
  expect(await isForgotten()).toBe(false)
  expect((await consent())?.event).toBe("given")
  expect(await stateOfHouse(open.house)).toMatchObject({
    ...{ is: "behind", lost: { had: signedThen, came: signedLast } },
  })
  expect(await page()).toBe(503)
  await untilOpen()
  expect(await page()).toBe(200)
  expect(await found()).toEqual([])
  expect(await isForgotten()).toBe(true)
  expect(await consent()).toMatchObject({ event: "withdrawn", method: "system" })
  expect(await number()).toBe(6)
  expect(logged).toContain('"restore.request_lost","ref":"2026-000002"')
  expect(logged).toContain('"restore.request_lost","ref":"2026-000005"')
  // Signing goes on above all that was ever signed, and says why what lies between is not of this tree.
  expect(await signed()).toBeGreaterThan(signedLast)
  const sizes: number[] = []
  for await (const { size } of allFiled(checkpointsOf(open.house))) sizes.push(size)
  expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b))
  const { rows } = await open.owner.query<{ act: string; object: string }>(
    "select l ->> 'act' as act, l ->> 'object' as object from ledger_inbox, lateral (select convert_from(leaf, 'utf8')::json as l) x where l ->> 'act' in ('database.restored', 'entry.lost')",
  )
  const tree = `tree:${signedThen}-${signedLast}`
  const [declared] = rows.filter(({ act }) => act === "database.restored")
  expect(declared?.object.endsWith(`,${tree}`)).toBe(true)
  expect(rows.filter(({ act, object }) => act === "entry.lost" && object === tree).length).toBeGreaterThan(0)
  expect((await checkRegisters(drizzle(open.owner))).every(holds)).toBe(true)
  expect(await whoIs(open.house, token)).toEqual({ is: "none", over: "restored" })
})

/** Has the ledger signed as far as it has come; returns how far that is outside. */
async function signed(): Promise<number> {
  while ((await sequence(open.house)) !== 0) await sleep(10)
  return (await lastFiled(checkpointsOf(open.house)))?.size ?? 0
}

/** What the worker has logged. */
let logged = ""

/** Which values of those erased can be read in the lender's database or the portal's. */
async function found(): Promise<string[]> {
  const [lender = ""] = Object.values(databases.sources)
  const all = text(await dump(lender)) + text(await dump(databases.url))
  return values.filter((value) => all.includes(value))
}

/** The worker as a start runs it, until it has opened the portal. */
async function untilOpen(): Promise<void> {
  const worker = spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
    env: { ...process.env, ...env, ...open.house.configuration.connections },
    stdio: ["ignore", "pipe", "inherit"],
  })
  worker.stdout.on("data", (bytes) => {
    logged += String(bytes)
  })
  const gone = once(worker, "exit")
  while ((await stateOfHouse(open.house)).is !== "open") await sleep(50)
  worker.kill("SIGTERM")
  await gone
}
