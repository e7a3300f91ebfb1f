import { randomUUID } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { closePools, openPools, type Pools } from "@/db/pools"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { readVariables } from "@/lib/configuration"
import { keyIdOf } from "@/lib/keys/provider"
import { openVault } from "@/lib/keys/vault"
import { deploymentOf } from "../start/deployment"
import { rememberKeys, withKeysOwner } from "../start/keys"
import { prepare } from "../start/prepare"
import { keysCommand } from "./keys"

let database: FreshDatabase
let pools: Pools
let folder: string
let variable: Record<string, string>
let inFile: Record<string, string>

const deployment = (env: Record<string, string>) => {
  const { value, faults } = readVariables(env)
  if (!value) throw new Error(faults.join("\n"))
  return deploymentOf(value, null)
}

async function run(args: string, env = inFile) {
  const lines: string[] = []
  const words = args.split(" ").filter(Boolean)
  const code = await keysCommand(words, { NODE_ENV: "test", ...env }, (line) => lines.push(line))
  return { code, lines }
}

beforeAll(async () => {
  database = await freshDatabase()
  pools = openPools({
    databaseUrl: database.url,
    keysUrl: database.keysUrl,
    masterKey: database.masterKey,
    size: 2,
  })
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-keys-"))
  const file = path.join(folder, "master-keys")
  const [key, secret] = [database.masterKey.toString("base64"), "a secret of the tests, long enough"]
  writeFileSync(file, `1 ${key}\n`, { mode: 0o600 })
  const own = { DATABASE_URL: database.url, UKUK_DEMO: "1", AUTH_SECRET: secret, UKUK_HOME: folder }
  variable = { ...own, MASTER_KEY: key }
  inFile = { ...own, MASTER_KEY_FILE: file }
  await rememberKeys(deployment(variable))
  const vault = openVault(pools.keyring, database.masterKey)
  for (let n = 0; n < 3; n++) await vault.seal({ id: randomUUID(), purpose: "data" }, "place", "text")
})
afterAll(async () => {
  await closePools(pools)
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

it("the start with another key is refused by the id of the one that is missing, before anything is changed", async () => {
  const [other, right] = [Buffer.alloc(32, 9), keyIdOf(database.masterKey)]
  const wrong = deployment({ ...variable, MASTER_KEY: other.toString("base64") })
  const refused = await prepare(wrong).catch((error: Error) => error.message)
  expect(refused).toBe(
    `The master key with the id ${right} of epoch 1 is missing; held are ${keyIdOf(other)} (epoch 1): give the keys this database was made with as MASTER_KEY or MASTER_KEY_FILE.`,
  )
  expect(`${refused}`).not.toContain(database.masterKey.toString("base64"))
  // The logins still have the passwords of the right key.
  const again = openPools({
    databaseUrl: database.url,
    keysUrl: database.keysUrl,
    masterKey: database.masterKey,
  })
  expect((await again.worker.query("select 1 as one")).rows).toEqual([{ one: 1 }])
  await closePools(again)
  expect(await run("status", { ...variable, MASTER_KEY: other.toString("base64") })).toMatchObject({
    code: 1,
  })
  expect(readVariables({ ...variable, ...inFile }).faults).toEqual([
    "MASTER_KEY and MASTER_KEY_FILE are both given: keep the one that holds the keys in use.",
  ])
})

/** What the ledger says of keys, in its order. */
const entered = async () => {
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  const { rows } = await owner
    .query<{ leaf: Buffer }>("select leaf from ledger_inbox order by at")
    .finally(() => owner.end())
  return rows
    .map(({ leaf }) => JSON.parse(leaf.toString()) as { act: string; object: string })
    .filter(({ act }) => act.startsWith("keys."))
    .map(({ act, object }) => `${act} ${object}`)
}

it("epochs are listed, begun and destroyed; what cannot be done is refused in a sentence", async () => {
  const id = keyIdOf(database.masterKey)
  const today = new Date().toISOString().slice(0, 10)
  expect(await run("status", variable)).toEqual({
    code: 0,
    lines: [`epoch 1, key id ${id}, begun ${today}: in force, 3 live keys, held`],
  })
  const refused = await run("rotate", variable)
  expect([refused.code, refused.lines]).toEqual([1, [expect.stringMatching(/^MASTER_KEY holds one key/)]])
  expect(await run("destroy-epoch 1")).toEqual({
    code: 1,
    lines: ["Epoch 1 is in force: begin the next one first, with keys rotate."],
  })
  expect(await run("rotate")).toEqual({
    code: 0,
    lines: [
      "Epoch 2 is in force; 3 live keys were wrapped under it.",
      "Once no copy of the keys database from before today is wanted any more: keys destroy-epoch 1.",
    ],
  })
  const { lines } = await run("status --json")
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    holds: true,
    missing: [],
    epochs: [
      { epoch: 1, keyId: id, live: 0, isHeld: true },
      { epoch: 2, live: 3, isHeld: true },
    ],
  })
  expect(await entered()).toEqual(["keys.epoch_begun epoch:2", "keys.rotated epoch:2"])
  const before = readFileSync(inFile.MASTER_KEY_FILE ?? "", "utf8")
  expect(await run("destroy-epoch 1")).toMatchObject({ code: 0 })
  expect((await entered()).slice(2)).toEqual(["keys.epoch_destroyed epoch:1"])
  expect((await run("status")).lines[0]).toMatch(/: destroyed \d{4}-\d\d-\d\d$/)
  // The variable holds the first epoch alone: with it nothing starts any more.
  expect((await run("status", variable)).code).toBe(1)
  writeFileSync(inFile.MASTER_KEY_FILE ?? "", before)
  expect((await run("status")).lines[0]).toMatch(/but its key is still held: run keys destroy-epoch again$/)
})

it("a keys database of before epochs were written down is known by a key that opens", async () => {
  await withKeysOwner(deployment(inFile), (owner) =>
    owner.query("drop trigger keep_to_live_epochs on wrapped_keys; drop table key_epochs, standing_keys"),
  )
  const other = Buffer.alloc(32, 9)
  await expect(prepare(deployment({ ...variable, MASTER_KEY: other.toString("base64") }))).rejects.toThrow(
    `The master key with the id ${keyIdOf(other)} is not the one this keys database was made with`,
  )
})

it("wrong usage is told, and help", async () => {
  for (const args of ["", "rotate 2", "destroy-epoch", "destroy-epoch x", "toString", "status --wrong"])
    expect((await run(args)).code, args).toBe(2)
  expect(await run("--help")).toEqual({ code: 0, lines: [expect.stringContaining("keys destroy-epoch N")] })
})
