import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { closePools, openPools, type Pools } from "@/db/pools"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { Erased, type KeyOwner, openVault, type Vault } from "@/lib/keys/vault"

let database: FreshDatabase
let pools: Pools
let vault: Vault

const openOurs = ({ url, keysUrl, masterKey }: FreshDatabase) =>
  openPools({ databaseUrl: url, keysUrl, masterKey, size: 4 })

beforeAll(async () => {
  database = await freshDatabase()
  pools = openOurs(database)
  vault = openVault(pools.keyring, database.masterKey)
})
afterAll(async () => {
  await closePools(pools)
  await database.drop()
})

const someone = (purpose: KeyOwner["purpose"] = "data"): KeyOwner => ({ id: randomUUID(), purpose })
const PLACE = "letters.content|1"
const TEXT = "Өздүк маалымат: 21501199000001"

describe("a sealed cell", () => {
  it("opens where it belongs, and is new bytes every time", async () => {
    const owner = someone()
    const [one, two] = [await vault.seal(owner, PLACE, TEXT), await vault.seal(owner, PLACE, TEXT)]
    expect(one.equals(two)).toBe(false)
    expect(one.includes("21501199000001")).toBe(false)
    expect((await vault.open(owner, PLACE, one)).toString()).toBe(TEXT)
  })

  it("moved to another row, person or purpose, cut, lengthened or flipped anywhere throws, and never gives garbage", async () => {
    const [owner, other] = [someone(), someone()]
    const cell = await vault.seal(owner, PLACE, TEXT)
    await vault.seal(other, PLACE, TEXT)
    await vault.seal({ ...owner, purpose: "case" }, PLACE, TEXT)
    await expect(vault.open(owner, "letters.content|2", cell)).rejects.toThrow()
    await expect(vault.open(other, PLACE, cell)).rejects.toThrow()
    await expect(vault.open({ ...owner, purpose: "case" }, PLACE, cell)).rejects.toThrow()
    for (const length of [0, 1, 3, 15, 30, cell.length - 1])
      await expect(vault.open(owner, PLACE, cell.subarray(0, length)), `${length}`).rejects.toThrow()
    await expect(vault.open(owner, PLACE, Buffer.concat([cell, Buffer.from([0])]))).rejects.toThrow()
    // Format, version, nonce, text and tag.
    for (const place of [0, 1, 2, 3, 14, 15, cell.length - 17, cell.length - 16, cell.length - 1]) {
      const flipped = Buffer.from(cell)
      flipped.writeUInt8(flipped.readUInt8(place) ^ 1, place)
      await expect(vault.open(owner, PLACE, flipped), `${place}`).rejects.toThrow()
    }
    expect((await vault.open(owner, PLACE, cell)).toString()).toBe(TEXT)
  })

  it("of the deployment itself is bound to its place too", () => {
    const cell = vault.sealOwn("accounts.password|1", "argon2id")
    expect(vault.openOwn("accounts.password|1", cell)).toBe("argon2id")
    expect(() => vault.openOwn("accounts.password|2", cell)).toThrow()
  })
})

describe("a person's key", () => {
  it("destroyed, opens nothing here at once and anywhere else after a minute at most; the other key lives", async () => {
    const owner = someone()
    const [data, file] = [
      await vault.seal(owner, PLACE, TEXT),
      await vault.seal({ ...owner, purpose: "case" }, PLACE, TEXT),
    ]
    await vault.destroy(owner)
    await expect(vault.open(owner, PLACE, data)).rejects.toThrow(Erased)
    await expect(vault.seal(owner, PLACE, TEXT)).rejects.toThrow(Erased)
    const another = openVault(pools.keyring, database.masterKey)
    await expect(another.open(owner, PLACE, data)).rejects.toThrow(Erased)
    expect((await another.open({ ...owner, purpose: "case" }, PLACE, file)).toString()).toBe(TEXT)
    await expect(vault.destroy(owner)).resolves.toBeUndefined()
  })

  it("asked for by many at once is one key", async () => {
    const owner = someone()
    const vaults = Array.from({ length: 8 }, () => openVault(pools.keyring, database.masterKey))
    const cells = await Promise.all(vaults.map((each) => each.seal(owner, PLACE, TEXT)))
    for (const cell of cells) expect((await vault.open(owner, PLACE, cell)).toString()).toBe(TEXT)
  })

  it("is wrapped: without the master key, or under another person's name, a stolen copy opens nothing", async () => {
    const [owner, thief] = [someone(), someone()]
    const cell = await vault.seal(owner, PLACE, TEXT)
    await expect(openVault(pools.keyring, Buffer.alloc(32, 8)).open(owner, PLACE, cell)).rejects.toThrow()
    await pools.keyring.query(
      "insert into wrapped_keys (owner, purpose, version, epoch, wrapped) select $1, purpose, version, epoch, wrapped from wrapped_keys where owner = $2",
      [thief.id, owner.id],
    )
    await expect(vault.seal(thief, PLACE, TEXT)).rejects.toThrow()
    await expect(pools.keyring.query("delete from wrapped_keys")).rejects.toMatchObject({ code: "42501" })
    await expect(pools.staff.query("select 1 from wrapped_keys")).rejects.toBeTruthy()
  })
})

it("a keyed hash depends on its kind and on the master key, so that nobody without it can guess a PIN", () => {
  const other = openVault(pools.keyring, Buffer.alloc(32, 8))
  const hash = vault.hash("pin", "21501199000001")
  expect(hash).toHaveLength(32)
  expect(vault.hash("pin", "21501199000001").equals(hash)).toBe(true)
  expect(vault.hash("phone", "21501199000001").equals(hash)).toBe(false)
  expect(vault.hash("pi", "n21501199000001").equals(hash)).toBe(false)
  expect(other.hash("pin", "21501199000001").equals(hash)).toBe(false)
})
