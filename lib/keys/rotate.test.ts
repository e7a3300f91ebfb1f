import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { closePools, openPools, type Pools } from "@/db/pools"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { enterKeys, missingKeys } from "@/lib/keys/check-keys"
import { listEpochs } from "@/lib/keys/epochs"
import { type KeyFile, openKeyFile } from "@/lib/keys/key-file"
import { type KeyProvider, oneKey } from "@/lib/keys/provider"
import { destroyEpoch, KeysRefused, rotate } from "@/lib/keys/rotate"
import { Erased, type KeyOwner, openVault } from "@/lib/keys/vault"

const PEOPLE = 1_300
const PLACE = "letters.content|1"

let database: FreshDatabase
let pools: Pools
let owner: pg.Client
let folder: string
let file: string
let keys: KeyFile
const sealed = new Map<KeyOwner, Buffer>()

beforeAll(async () => {
  database = await freshDatabase()
  pools = openPools({
    databaseUrl: database.url,
    keysUrl: database.keysUrl,
    masterKey: database.masterKey,
    size: 6,
  })
  owner = new pg.Client({ connectionString: database.keysUrl })
  await owner.connect()
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-rotate-"))
  file = path.join(folder, "master-keys")
  writeFileSync(file, `1 ${database.masterKey.toString("base64")}\n`, { mode: 0o600 })
  keys = openKeyFile(file)
  const vault = openVault(pools.keyring, database.masterKey)
  const people = Array.from({ length: PEOPLE }, (): KeyOwner => ({ id: randomUUID(), purpose: "data" }))
  await Promise.all(people.map(async (each) => sealed.set(each, await vault.seal(each, PLACE, each.id))))
  await enterKeys(owner, keys)
})
afterAll(async () => {
  await owner.end()
  await closePools(pools)
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody who reads and writes without a pause, as a web server or a worker with its own cache does. */
function busy(): { more(count: number): Promise<void>; stop(): Promise<unknown[]> } {
  const vault = openVault(pools.keyring, openKeyFile(file))
  const failed: unknown[] = []
  let [reads, isOver] = [0, false]
  const people = [...sealed]
  const work = async () => {
    while (!isOver) {
      const [person, cell] = people[Math.floor(Math.random() * people.length)] ?? []
      if (!person || !cell) throw new Error("nobody is there")
      const newcomer: KeyOwner = { id: randomUUID(), purpose: "case" }
      await vault
        .open(person, PLACE, cell)
        .then((plain) => plain.toString() === person.id || failed.push("garbage"))
        .then(async () => reads % 20 || sealed.set(newcomer, await vault.seal(newcomer, PLACE, newcomer.id)))
        .catch((error: unknown) => failed.push(error))
      reads++
    }
  }
  const all = [work(), work()]
  return {
    async more(count) {
      for (const wanted = reads + count; reads < wanted; ) await sleep(1)
    },
    async stop() {
      isOver = true
      await Promise.all(all)
      return failed
    },
  }
}

/** The same keys, and something that happens before the n-th key is wrapped. */
const before = (happens: (n: number) => Promise<void> | void): KeyProvider => {
  let count = 0
  return {
    ...keys,
    async wrap(...args) {
      await happens(++count)
      return keys.wrap(...args)
    },
  }
}

const killedAt = (wanted: number) =>
  before((n) => {
    if (n === wanted) throw new Error("killed")
  })

const liveByEpoch = async () => (await listEpochs(owner)).map(({ epoch, live }) => [epoch, live])

it("one key in a variable has no next: rotating says what to do, and changes nothing", async () => {
  await expect(rotate(pools.keyring, oneKey(database.masterKey))).rejects.toThrow(
    /^MASTER_KEY holds one key and has no next: write "1 KEY"/,
  )
  expect(await liveByEpoch()).toEqual([[1, PEOPLE]])
})

it("an epoch is begun and every key wrapped anew, killed on the way and run again, while no reader misses anything", async () => {
  const [web, worker] = [busy(), busy()]
  const readOn = async () => void (await Promise.all([web.more(20), worker.more(20)]))
  await readOn()
  await expect(rotate(pools.keyring, killedAt(700))).rejects.toThrow("killed")
  const half = await listEpochs(owner)
  expect(half.map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(half.every(({ live }) => live > 0)).toBe(true)
  await expect(destroyEpoch(owner, keys, 1)).rejects.toThrow(
    new RegExp(`^Epoch 1 is still needed: ${half[0]?.live} live keys`),
  )
  const done = await rotate(
    pools.keyring,
    before((n) => (n % 100 ? undefined : readOn())),
  )
  expect(done).toMatchObject({ epoch: 2, isNew: false })
  await readOn()
  expect(await Promise.all([web.stop(), worker.stop()])).toEqual([[], []])
  expect(await liveByEpoch()).toEqual([
    [1, 0],
    [2, sealed.size],
  ])
  const anew = openVault(pools.keyring, openKeyFile(file))
  for (const [person, cell] of sealed)
    expect((await anew.open(person, PLACE, cell)).toString()).toBe(person.id)
})

it("an epoch destroyed is out of the file, opens nothing of an older copy, and nobody wraps under it any more", async () => {
  const [[erased, cell] = []] = [...sealed]
  if (!erased || !cell) throw new Error("nobody is there")
  // As it was before: whoever kept a copy of the keys database of that day has these.
  const old = oneKey(database.masterKey)
  const key = await keys.unwrap(`${erased.id}|data`, await wrappedOf(erased))
  const copy = await old.wrap(1, `${erased.id}|data`, key)
  await openVault(pools.keyring, keys).destroy(erased)

  await expect(destroyEpoch(owner, keys, 3)).rejects.toThrow("There is no epoch 3 in the keys database.")
  await expect(destroyEpoch(owner, keys, 2)).rejects.toThrow(/^Epoch 2 is in force/)
  await expect(destroyEpoch(owner, oneKey(database.masterKey), 1)).rejects.toThrow(KeysRefused)
  expect(await keys.unwrap(`${erased.id}|data`, copy)).toEqual(key)
  await destroyEpoch(owner, keys, 1)
  await expect(keys.unwrap(`${erased.id}|data`, copy)).rejects.toThrow("epoch 1 is not here")
  await expect(openVault(pools.keyring, keys).open(erased, PLACE, cell)).rejects.toThrow(Erased)

  const late = pools.keyring.query(
    "insert into wrapped_keys (owner, purpose, version, epoch, wrapped) values ($1, 'data', 1, 1, $2)",
    [randomUUID(), copy],
  )
  await expect(late).rejects.toMatchObject({ code: "UK060" })
  await expect(pools.keyring.query("update key_epochs set destroyed_at = null")).rejects.toMatchObject({
    code: "42501",
  })
  await expect(
    owner.query("update key_epochs set destroyed_at = null where epoch = 1"),
  ).rejects.toMatchObject({
    code: "UK061",
  })
  expect(await missingKeys(owner, keys)).toEqual([])
  // Killed between the two steps, it is run again.
  await destroyEpoch(owner, keys, 1)
})

async function wrappedOf({ id }: KeyOwner): Promise<Buffer> {
  const { rows } = await owner.query<{ wrapped: Buffer }>(
    "select wrapped from wrapped_keys where owner = $1",
    [id],
  )
  return rows[0]?.wrapped ?? Buffer.alloc(0)
}

it.each([
  ["before", 3],
  ["after", 4],
])(
  "who read which epoch is in force too early, its end coming %s the wrapping, wraps again",
  async (when, next) => {
    let isFirst = true
    const slow: KeyProvider = {
      ...keys,
      async wrap(...args) {
        const early = isFirst && when === "after" ? await keys.wrap(...args) : null
        if (isFirst) {
          isFirst = false
          await rotate(pools.keyring, keys)
          await destroyEpoch(owner, keys, next - 1)
        }
        return early ?? keys.wrap(...args)
      },
    }
    const [vault, person] = [openVault(pools.keyring, slow), { id: randomUUID(), purpose: "data" as const }]
    const cell = await vault.seal(person, PLACE, "kept")
    expect((await openVault(pools.keyring, keys).open(person, PLACE, cell)).toString()).toBe("kept")
    const { rows } = await owner.query("select epoch from wrapped_keys where owner = $1", [person.id])
    expect(rows).toEqual([{ epoch: next }])
  },
)

it("another key in the place of one wanted is named by its id, and so is a standing key", async () => {
  const wrong = openKeyFile(file)
  const other: KeyProvider = {
    ...wrong,
    keyIds: async () => new Map([[4, "00000000000000aa"]]),
    derive: (use) => (use === "blind" ? Buffer.alloc(32) : wrong.derive(use)),
  }
  const wanted = (await keys.keyIds()).get(4)
  expect(await missingKeys(owner, other)).toEqual([
    `The master key with the id ${wanted} of epoch 4 is missing; held are 00000000000000aa (epoch 4): give the keys this database was made with as MASTER_KEY or MASTER_KEY_FILE.`,
  ])
  const onlyOne: KeyProvider = { ...wrong, derive: other.derive }
  expect((await missingKeys(owner, onlyOne))[0]).toMatch(/id [0-9a-f]{16} for "blind" is missing/)
})
