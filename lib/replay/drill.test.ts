import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { loadLender } from "@/db/lender/load"
import { freshDatabase, testConnectorPassword } from "@/db/testing/database"
import { registerFile } from "@/lib/configuration"
import { asWorker } from "@/lib/context"
import { keepRegister, Restored } from "@/lib/erasures/keep-register"
import { certificateHash, isEntry } from "@/lib/erasures/line"
import { allLines } from "@/lib/erasures/register-file"
import { registerOf, stateOfHouse } from "@/lib/erasures/state"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { checkRegisters, holds } from "@/lib/ledger/check-registers"
import { hashOfLetter, openLetter } from "@/lib/letters/keep-letter"
import { type Dump, dump, LENDER, lenderOf, paidOffAlone, text, valuesOf } from "@/lib/replay/drill.fixture"
import { replay } from "@/lib/replay/replay"
import { type SeededErasure, seedErasures } from "@/lib/testing/erasures"
import {
  copyDatabases,
  type Databases,
  type OpenDeployment,
  openDeployment,
  ownDatabase,
  populate,
} from "@/lib/testing/open-deployment"

const DIR = "policies/somo"
const BORROWERS = 320
const ERASED = 50

let lived: OpenDeployment
let restored: OpenDeployment
let backup: Databases
let erased: SeededErasure[]
let before: Dump
let file: string
let values: string[]

beforeAll(async () => {
  const lenderUrl = await ownDatabase("lender")
  await loadLender({
    ownerUrl: lenderUrl,
    borrowers: BORROWERS,
    connectorPassword: testConnectorPassword,
    today: new Date("2012-03-01T06:00:00Z"),
  })
  const databases = { ...(await freshDatabase()), sources: { [LENDER]: lenderUrl } }
  const first = openDeployment(DIR, databases)
  await populate(DIR, first, databases.url)
  const customers = await paidOffAlone(first, ERASED)
  const known = await seedErasures(first.house, first.owner, customers.slice(0, 25))
  await first.leave()
  backup = await copyDatabases(databases)
  before = await dump(lenderUrl)
  lived = openDeployment(DIR, databases)
  const late = await seedErasures(lived.house, lived.owner, customers.slice(25), { from: 25 })
  erased = [...known, ...late]
})
afterAll(async () => {
  await lived?.close()
  await restored?.close()
})

const urlOf = (open: OpenDeployment) => String(lenderOf(open).options.connectionString)

it("fifty people are erased, and a back-up from before brings all of them back; then it does not open", async () => {
  for (const { part } of erased) await fulfilPart(lived.house, part)
  const { rows } = await lived.owner.query("select status, count(*)::int as n from request_parts group by 1")
  expect(rows).toEqual([{ status: "fulfilled", n: ERASED }])
  await lived.owner.query("select guard.next_number(2026) from generate_series(1, 7)")
  await keepRegister(lived.house)
  file = registerFile(lived.house.configuration)
  restored = openDeployment(DIR, backup)
  restored.house.configuration.erasureRegister = file
  values = await valuesOf(
    lenderOf(restored),
    erased.map(({ customer }) => customer),
  )
  expect(values.length).toBeGreaterThan(100)
  const [now, back] = [text(await dump(urlOf(lived))), text(await dump(urlOf(restored)))]
  expect(values.filter((value) => now.includes(value))).toEqual([])
  expect(values.filter((value) => !back.includes(value))).toEqual([])
  expect(await stateOfHouse(lived.house)).toMatchObject({ is: "open" })
  expect(await stateOfHouse(restored.house)).toMatchObject({ is: "behind", database: 0 })
  await expect(keepRegister(restored.house)).rejects.toThrow(Restored)
})

it("a dry run counts whom the back-up brought back and changes nothing", async () => {
  const { sources, dry } = await replay(restored.house, { dry: true })
  const lender = sources.find(({ source }) => source === "lender")
  expect({ dry, lender }).toEqual({
    dry: true,
    lender: { source: "lender", found: ERASED, done: 0, doubtful: 0, held: 0, failed: 0 },
  })
  expect(await dump(urlOf(restored))).toEqual(before)
})

/** The worker as a start runs it, on the restored databases. */
function startWorker({ house: { configuration } }: OpenDeployment): ChildProcess {
  const { databaseUrl, masterKey, authSecret, appUrl, connections } = configuration
  const env = {
    ...process.env,
    ...{ DATABASE_URL: databaseUrl, MASTER_KEY: masterKey.toString("base64"), AUTH_SECRET: authSecret },
    ...{ APP_URL: appUrl, UKUK_DEMO: "1", ERASURE_REGISTER: file },
    ...connections,
  }
  return spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  })
}

async function end(worker: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  const gone = once(worker, "exit")
  worker.kill(signal)
  await gone
}

it("the worker erases them again before it takes any job, killed in between and started anew; then it opens", async () => {
  const lender = lenderOf(restored)
  const left = async () =>
    Number(
      (
        await lender.query(
          "select count(*) from core.customers where customer_id = any($1) and pin is not null",
          [erased.map(({ customer }) => customer)],
        )
      ).rows[0]?.count,
    )
  const first = startWorker(restored)
  while ((await left()) === ERASED) await sleep(5)
  await end(first, "SIGKILL")
  expect(await left()).toBeGreaterThan(0)
  expect(await stateOfHouse(restored.house)).toMatchObject({ is: "behind" })
  const jobs = () => restored.owner.query("select 1 from request_parts where status <> 'fulfilling'")
  expect((await jobs()).rows).toEqual([])
  const second = startWorker(restored)
  while ((await stateOfHouse(restored.house)).is !== "open") await sleep(50)
  expect(await left()).toBe(0)
  await end(second, "SIGTERM")
})

it("none of the fifty is readable, nobody else was touched, and what people hold still proves it", async () => {
  const [lender, portal, was] = [
    await dump(urlOf(restored)),
    await dump(backup.url),
    await dump(urlOf(lived)),
  ]
  expect(values.filter((value) => text(lender).includes(value) || text(portal).includes(value))).toEqual([])
  for (const [table, rows] of before) {
    expect(lender.get(table)?.length, table).toBe(was.get(table)?.length)
    const spared = new Set(was.get(table))
    const now = new Set(lender.get(table))
    expect(
      rows.filter((row) => spared.has(row) && !now.has(row)),
      table,
    ).toEqual([])
  }
  expect((await checkRegisters(drizzle(restored.owner))).every(holds)).toBe(true)
  const { rows: letters } = await lived.owner.query<{ id: string; subject_id: string }>(
    "select id, subject_id from letters where kind = 'certificate'",
  )
  expect(letters.length).toBe(ERASED)
  const proven = new Set<string | undefined>()
  const register = registerOf(restored.house)
  for await (const line of allLines(register)) if (isEntry(line)) proven.add(line.body.certificate)
  for (const { id, subject_id: subject } of letters) {
    const letter = await asWorker(lived.house, "test", { subject }, (ctx) => openLetter(ctx, id))
    expect(proven).toContain(letter && certificateHash(register.keyed, hashOfLetter(letter.letter)))
  }
})

it("what was done is told: an entry for each person, one for the restore with both sizes, and numbers go on above the lost", async () => {
  const { rows } = await restored.owner.query<{ act: string; object: string }>(
    "select l ->> 'act' as act, l ->> 'object' as object from ledger_inbox, lateral (select convert_from(leaf, 'utf8')::json as l) x",
  )
  const replayed = rows.filter(({ act }) => act === "erasure.replayed").length
  expect([ERASED, ERASED - 1]).toContain(replayed)
  const [entry, ...others] = rows.filter(({ act }) => act === "database.restored")
  expect([entry?.object, others]).toEqual([expect.stringMatching(/^register:0-\d+,ledger:\d+-\d+$/), []])
  const { rows: numbers } = await restored.owner.query("select guard.next_number(2026) as n")
  expect(numbers).toEqual([{ n: 8 }])
  await keepRegister(restored.house)
  const kinds: string[] = []
  for await (const line of allLines(registerOf(restored.house))) if (isEntry(line)) kinds.push(line.kind)
  expect(kinds.filter((kind) => kind === "restored")).toHaveLength(1)
  const again = await replay(restored.house)
  expect(again.sources.map(({ found, failed }) => found + failed)).toEqual(again.sources.map(() => 0))
})
