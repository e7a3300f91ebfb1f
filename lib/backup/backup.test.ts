import { spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { gunzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { migrate, migrationsKnown } from "@/db/migrate"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { checkBackup } from "@/lib/backup/check"
import { backupKey } from "@/lib/backup/key"
import { makeBackup } from "@/lib/backup/make"
import type { Manifest, Part } from "@/lib/backup/manifest"
import { restoreBackup } from "@/lib/backup/restore"
import { schemaOf } from "@/lib/backup/schema-of"
import { over } from "@/lib/backup/snapshot"
import { requireRestored } from "@/lib/backup/target"
import { loadFixture } from "@/lib/testing/data-fixture"
import { dropDatabases, ownDatabase } from "@/lib/testing/open-deployment"

const key = backupKey(Buffer.alloc(32, 3))
const fixture = JSON.parse(gunzipSync(readFileSync("db/fixtures/v0.1.json.gz")).toString())

let folder: string
let database: FreshDatabase
let empty: string[] = []
const ownersOf = ({ url, keysUrl }: FreshDatabase) => ({ ownerUrl: url, keysOwnerUrl: keysUrl })

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-backup-"))
  database = await freshDatabase()
  await loadFixture(database.url, database.keysUrl, fixture)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await dropDatabases(empty)
  await database?.drop()
})

/** Two databases with nothing in them. */
async function nothing() {
  const [ownerUrl, keysOwnerUrl] = [await ownDatabase("empty"), await ownDatabase("empty")]
  empty = [...empty, ownerUrl, keysOwnerUrl]
  return { ownerUrl, keysOwnerUrl, masterKey: database.masterKey }
}

/** Everything in a database but whose sessions are open: rows, where numbers go on, and what guards the tables. */
async function everything(url: string): Promise<Record<string, unknown>> {
  return over(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') and tablename <> 'sessions' order by 1`,
    )
    const found: Record<string, unknown> = {}
    for (const { name } of tables)
      found[name] = (await client.query(`select md5(t::text) from ${name} t order by 1`)).rows.map(
        ({ md5 }) => md5,
      )
    const guards = [
      "select schemaname, sequencename, last_value from pg_sequences where schemaname <> 'drizzle' order by 1, 2",
      "select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2",
      "select conrelid::regclass::text, conname, convalidated, pg_get_constraintdef(oid) from pg_constraint order by 1, 2",
      "select oid::regclass::text, relrowsecurity, relforcerowsecurity from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
      "select polrelid::regclass::text, polname from pg_policy order by 1, 2",
      "select nspname from pg_namespace where nspname !~ '^pg_' order by 1",
    ]
    for (const guard of guards) found[guard] = (await client.query(guard)).rows
    // Written anew by the migrations, with the time at which they ran.
    for (const own of ["drizzle.__drizzle_migrations", "graphile_worker.migrations"]) delete found[own]
    return found
  })
}

it("brings back every row, number and guard of both databases, and ends the sessions of then", async () => {
  await over(database.url, async (client) => {
    await client.query("select graphile_worker.add_job('tidy', '{}')")
    await client.query("update sessions set ended_at = null")
  })
  const dir = path.join(folder, "whole")
  const made = await makeBackup(ownersOf(database), dir, key)
  expect(readdirSync(dir).sort()).toEqual(["keys.backup", "manifest.json", "portal.backup"])
  expect(
    made.portal.parts.find(({ name }) => name === "graphile_worker._private_jobs")?.rows,
  ).toBeGreaterThan(0)
  const { faults } = await checkBackup(dir, [key])
  expect(faults).toEqual([])
  const target = await nothing()
  await restoreBackup(dir, [backupKey(Buffer.alloc(32, 4)), key], target)
  expect(await everything(target.ownerUrl)).toEqual(await everything(database.url))
  expect(await everything(target.keysOwnerUrl)).toEqual(await everything(database.keysUrl))
  const sessions = await over(target.ownerUrl, (client) =>
    client.query(
      "select count(*)::int as all, count(*) filter (where ended_at is null)::int as open from sessions",
    ),
  )
  expect(sessions.rows).toEqual([
    { all: made.portal.parts.find(({ name }) => name === "public.sessions")?.rows, open: 0 },
  ])
})

describe("a backup that is not as it was written", () => {
  let dir: string
  let other: string
  let made: Manifest
  beforeAll(async () => {
    ;[dir, other] = [path.join(folder, "damaged"), path.join(folder, "other")]
    made = await makeBackup(ownersOf(database), dir, key)
    await makeBackup(ownersOf(database), other, key)
  })

  /** What is said after `damage`, which is undone then. */
  async function said(file: string, damage: (bytes: Buffer) => Buffer | null): Promise<string[]> {
    const place = path.join(dir, file)
    const before = readFileSync(place)
    const after = damage(Buffer.from(before))
    rmSync(place)
    if (after) writeFileSync(place, after)
    const found = await checkBackup(dir, [key]).then(
      ({ faults }) => faults,
      (error: Error) => [`${error.name}: ${error.message}`],
    )
    const target = await nothing()
    await expect(restoreBackup(dir, [key], target)).rejects.toThrow(found[0]?.replace("BackupFault: ", ""))
    expect(Object.keys(await everything(target.ownerUrl)).filter((name) => name.includes("request"))).toEqual(
      [],
    )
    writeFileSync(place, before)
    return found
  }

  const named = (name: string): Part => {
    const part = made.portal.parts.find((each) => each.name === name)
    if (!part) throw new Error(`no part ${name}`)
    return part
  }
  const flipped = (bytes: Buffer, at: number) => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    return bytes
  }
  const file = () => path.join(dir, "portal.backup")

  it("is refused by the name of the part that was flipped, cut off, lengthened or moved", async () => {
    const [one, two, last] = [named("public.accounts"), named("public.requests"), made.portal.parts.at(-1)]
    const altered = ({ name }: Pick<Part, "name">) => `${file()}: the part ${name} is not what was written.`
    const size = made.portal.bytes
    expect(await said("portal.backup", (bytes) => flipped(bytes, two.offset + two.bytes - 1))).toEqual([
      altered(two),
    ])
    expect(await said("portal.backup", (bytes) => bytes.subarray(0, size - 1))).toEqual([
      `${file()} has ${size - 1} bytes, not ${size}.`,
      altered(last ?? one),
    ])
    expect(await said("portal.backup", (bytes) => Buffer.concat([bytes, bytes.subarray(0, 1)]))).toEqual([
      `${file()} has ${size + 1} bytes, not ${size}.`,
    ])
    expect(
      await said("portal.backup", (bytes) => {
        bytes.copy(bytes, one.offset, two.offset, two.offset + Math.min(one.bytes, two.bytes))
        return bytes
      }),
    ).toEqual([altered(one)])
    const keysFile = path.join(dir, "keys.backup")
    expect(await said("keys.backup", () => readFileSync(path.join(other, "keys.backup")))).toEqual(
      ["key_epochs", "standing_keys", "wrapped_keys"].map(
        (table) => `${keysFile}: the part public.${table} is not what was written.`,
      ),
    )
    expect(await said("keys.backup", () => null)).toEqual([`${path.join(dir, "keys.backup")} is missing.`])
    expect((await checkBackup(dir, [key])).faults).toEqual([])
  })

  it("is refused when its manifest was altered, is not one, or is missing: sums that fit do not help", async () => {
    const manifest = path.join(dir, "manifest.json")
    const rows = `"rows": ${named("public.accounts").rows}`
    const edited = (bytes: Buffer) => Buffer.from(bytes.toString().replace(rows, '"rows": 999'))
    expect(await said("manifest.json", edited)).toEqual([`BackupFault: ${manifest} was altered.`])
    const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)
    expect(await said("manifest.json", half)).toEqual([
      `BackupFault: ${manifest} is damaged, or of a version this one does not know.`,
    ])
    expect(await said("manifest.json", () => null)).toEqual([
      `BackupFault: There is no backup in ${dir}: manifest.json is missing.`,
    ])
  })

  it("is refused under another key, by the names of both, and shows nothing of anybody without it", async () => {
    const wrong = backupKey(Buffer.alloc(32, 4))
    expect(wrong.id).not.toBe(key.id)
    await expect(checkBackup(dir, [wrong])).rejects.toThrow(
      `This backup was made under the backup key ${key.id}; given here is ${wrong.id}.`,
    )
    const all = readdirSync(dir).map((name) => readFileSync(path.join(dir, name), "latin1"))
    expect(all.filter((text) => /demo\.example|borrower|\+996/.test(text))).toEqual([])
  })
})

it("keys and rows are of one moment: what changes while a key is being made is in the backup with that key", async () => {
  const [subject, dir] = [randomUUID(), path.join(folder, "moment")]
  await over(database.keysUrl, async (keys) => {
    await keys.query(
      "insert into key_epochs (epoch, key_id) values (1, repeat('0', 16)) on conflict do nothing",
    )
    await keys.query("begin")
    await keys.query(
      "insert into wrapped_keys (owner, purpose, version, epoch, wrapped) values ($1, 'data', 1, 1, '\\x00')",
      [subject],
    )
    const making = makeBackup(ownersOf(database), dir, key)
    await over(database.keysUrl, async (look) => {
      const waiting =
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
      while (!(await look.query(waiting)).rowCount) await sleep(10)
    })
    await over(database.url, (portal) => portal.query("insert into subjects (id) values ($1)", [subject]))
    await keys.query("commit")
    await making
  })
  const target = await nothing()
  await restoreBackup(dir, [key], target)
  for (const [url, query] of [
    [target.ownerUrl, "select 1 from subjects where id = $1"],
    [target.keysOwnerUrl, "select 1 from wrapped_keys where owner = $1"],
  ] as const)
    expect((await over(url, (client) => client.query(query, [subject]))).rowCount).toBe(1)
})

it("a backup of the first version is restored by this one and brought to its schema; one of a later is refused", async () => {
  const old = await nothing()
  await migrate({ ...old, upTo: 2 })
  await loadFixture(old.ownerUrl, old.keysOwnerUrl, fixture)
  const dir = path.join(folder, "old")
  const made = await makeBackup(old, dir, key)
  expect(made.schema.migrations).toBe(2)
  const target = await nothing()
  await restoreBackup(dir, [key], target)
  const [schema, known] = [await over(target.ownerUrl, schemaOf), await migrationsKnown()]
  expect([schema.migrations, schema.hash]).toEqual([known.length, known.at(-1)])
  const counted =
    "select (select count(*) from requests)::int as requests, (select count(*) from letters)::int as letters"
  const count = async (url: string) => (await over(url, (client) => client.query(counted))).rows[0]
  expect(await count(target.ownerUrl)).toEqual(await count(old.ownerUrl))
  expect((await count(target.ownerUrl)).requests).toBeGreaterThan(0)

  const insert = "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9e12)"
  await over(old.ownerUrl, (client) => client.query(insert))
  const later = path.join(folder, "later")
  await makeBackup(old, later, key)
  await expect(restoreBackup(later, [key], await nothing())).rejects.toThrow(
    /was made by a version of the portal this one does not know \(3 migrations; here are \d+\)/,
  )
})

it("only empty databases are restored into; a restore cut off is begun anew, and nothing starts on it meanwhile", async () => {
  const dir = path.join(folder, "cut")
  await makeBackup(ownersOf(database), dir, key)
  await expect(
    restoreBackup(dir, [key], { ...ownersOf(database), masterKey: database.masterKey }),
  ).rejects.toThrow(/The database test_\w+ is not empty: a backup is restored into empty databases only\./)
  const target = await nothing()
  const program = `
    const { restoreBackup } = await import("@/lib/backup/restore")
    const { backupKey } = await import("@/lib/backup/key")
    const target = { ...JSON.parse(process.env.TARGET), masterKey: Buffer.alloc(32, 7) }
    await restoreBackup(process.env.DIR, [backupKey(Buffer.alloc(32, 3))], target)`
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    env: { ...process.env, TARGET: JSON.stringify(target), DIR: dir },
    stdio: "ignore",
  })
  const gone = once(child, "exit")
  const hasBegun = "select to_regclass('public.requests') is not null as is"
  await over(target.ownerUrl, async (client) => {
    while (!(await client.query(hasBegun)).rows[0]?.is) await sleep(10)
  })
  child.kill("SIGKILL")
  await gone
  await expect(over(target.ownerUrl, requireRestored)).rejects.toThrow(/was cut off: run it again/)
  await restoreBackup(dir, [key], target)
  await over(target.ownerUrl, requireRestored)
  expect(await everything(target.ownerUrl)).toEqual(await everything(database.url))
})

it("the keys may come from a later backup: only one of the two databases is restored then", async () => {
  const [dir, newer] = [path.join(folder, "week"), path.join(folder, "day")]
  await makeBackup(ownersOf(database), dir, key)
  const erased =
    "update wrapped_keys set wrapped = null, destroyed_at = now() where ctid = (select min(ctid) from wrapped_keys where wrapped is not null)"
  await over(database.keysUrl, (client) => client.query(erased))
  await makeBackup(ownersOf(database), newer, key)
  rmSync(path.join(dir, "keys.backup"))
  expect((await checkBackup(dir, [key])).faults).toEqual([`${path.join(dir, "keys.backup")} is missing.`])
  expect((await checkBackup(dir, [key], ["portal"])).faults).toEqual([])
  const target = await nothing()
  await restoreBackup(dir, [key], target, ["portal"])
  await restoreBackup(newer, [key], target, ["keys"])
  expect(await everything(target.keysOwnerUrl)).toEqual(await everything(database.keysUrl))
  expect((await everything(target.ownerUrl))["public.requests"]).toEqual(
    (await everything(database.url))["public.requests"],
  )
})
