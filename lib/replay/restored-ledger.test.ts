import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { testServerUrl } from "@/db/testing/database"
import { backupKey } from "@/lib/backup/key"
import { makeBackup } from "@/lib/backup/make"
import { restoreBackup } from "@/lib/backup/restore"
import { checkpointsFile, registerFile } from "@/lib/configuration"
import { asWorker } from "@/lib/context"
import { keepRegister } from "@/lib/erasures/keep-register"
import { stateOfHouse } from "@/lib/erasures/state"
import { type OpenHouse, openHouse } from "@/lib/house"
import { readFiled } from "@/lib/ledger/check-checkpoints"
import { checkLedger, compareLedger } from "@/lib/ledger/check-ledger"
import { record, recordEach } from "@/lib/ledger/record"
import { checkpointsOf, sequence } from "@/lib/ledger/sequence"
import { reopen } from "@/lib/replay/reopen"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { dropDatabases, ownDatabase } from "@/lib/testing/open-deployment"

const key = backupKey(Buffer.alloc(32, 5))
const folder = mkdtempSync(path.join(tmpdir(), "ukuk-restored-"))

let world: World
let restored: OpenHouse
let owner: pg.Client
let databases: string[]

/** The same database by the login that may do all. */
const ownerOf = (url: string) => testServerUrl(new URL(url).pathname.slice(1))

/** Acts of the portal itself, signed then. */
async function live(house: OpenHouse, count: number): Promise<void> {
  const one = { act: "portal.started" as const, subjectId: null, object: "0.1.0" }
  await asWorker(house, "test", null, (ctx) => recordEach(ctx, Array(count).fill(one)))
  while ((await sequence(house)) !== 0);
}

const verify = () => checkLedger(owner, restored).finally(() => owner.query("rollback"))

async function entries(): Promise<number> {
  const { rows } = await owner.query("select count(*)::int as n from ledger_entries")
  return rows[0].n
}

beforeAll(async () => {
  world = await openWorld(6)
  world.house.configuration.checkpoints = path.join(folder, "checkpoints.txt")
  const { configuration } = world.house
  await live(world.house, 5)
  await keepRegister(world.house)
  const lived = { ownerUrl: ownerOf(configuration.databaseUrl), keysOwnerUrl: ownerOf(configuration.keysUrl) }
  await makeBackup(lived, path.join(folder, "backup"), key)
  databases = [await ownDatabase("restored"), await ownDatabase("restored")]
  const [ownerUrl = "", keysOwnerUrl = ""] = databases
  const { masterKey } = configuration
  if (!masterKey) throw new Error("a world has a master key")
  await restoreBackup(path.join(folder, "backup"), [key], { ownerUrl, keysOwnerUrl, masterKey })
  restored = openHouse(
    {
      ...configuration,
      ...{ databaseUrl: ownerUrl, keysUrl: keysOwnerUrl },
      ...{ checkpoints: checkpointsFile(configuration), erasureRegister: registerFile(configuration) },
    },
    { size: 2 },
  )
  owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await restored?.close()
  await world?.end()
  await dropDatabases(databases ?? [])
  rmSync(folder, { recursive: true, force: true })
})

it("a database that was restored holds again once its restore is declared, and then finds all but what it declared", async () => {
  const had = await entries()
  expect((await verify()).faults).toEqual([])
  await live(world.house, 3)
  await live(world.house, 2)
  const came = had + 5
  expect(await stateOfHouse(restored)).toMatchObject({ is: "behind", lost: { had, came } })
  const gone = `Entries from ${had} to ${had + 2} were signed in ${checkpointsFile(restored.configuration)} and are gone.`
  expect((await verify()).faults[0]).toBe(gone)
  await reopen(restored)
  expect(await stateOfHouse(restored)).toMatchObject({ is: "open", lost: null })
  // Until what stands for the lost is signed, the file outside is believed.
  expect((await verify()).faults[0]).toBe(gone)
  await live(restored, 4)
  expect(await verify()).toMatchObject({ faults: [], lost: [[had, came]] })
})

/** What the check says after an entry's bytes were altered, with its own node made to fit; all of it is undone. */
async function altered(seq: number): Promise<string> {
  const outside = await readFiled(checkpointsOf(restored))
  await owner.query("begin; set local session_replication_role = replica")
  try {
    const place = `where id = (select id from ledger_entries where seq = ${seq})`
    await owner.query(`update ledger_inbox set leaf = leaf || '\\x20'::bytea ${place}`)
    await owner.query(`update ledger_nodes set hash = sha256('\\x00'::bytea || (select leaf from ledger_inbox ${place}))
      where level = 0 and index = ${seq}`)
    return (await compareLedger(owner, restored, outside)).faults.join()
  } finally {
    await owner.query("rollback")
  }
}

it("history written anew before the restore or after it is found all the same, whatever else is declared lost", async () => {
  const size = await entries()
  for (const seq of [1, size - 1])
    expect(await altered(seq), `entry ${seq}`).toMatch(
      /Entries from \d+ to \d+ are not those that were signed/,
    )
  // Somebody says in the ledger that a restore lost all of it: what was signed since then still tells.
  await asWorker(restored, "test", null, (ctx) =>
    record(ctx, "entry.lost", { subjectId: null, object: `tree:0-${size}` }),
  )
  await live(restored, 1)
  expect(await altered(1)).toContain(`Entries from 0 to ${size + 1} are not those that were signed`)
})
