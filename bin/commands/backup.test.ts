import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { startEmbedded } from "@/db/embedded"
import { migrate } from "@/db/migrate"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { over } from "@/lib/backup/snapshot"
import { dropDatabases } from "@/lib/testing/open-deployment"
import { openSmallDisk } from "@/lib/testing/small-disk.fixture"
import { backupCommand } from "./backup"
import { restoreCommand } from "./restore"

let folder: string
let database: FreshDatabase
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "ukuk-backups-"))
  database = await freshDatabase()
  await fill(database.url, 3_000)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database?.drop()
})

/** So many entries of a kilobyte each; those of the second kind can be compressed well. */
const NOISE =
  "(select string_agg(sha256(convert_to(n || '-' || m, 'utf8')), '') from generate_series(1, 32) m)"
const EVEN = "decode(repeat(md5(n::text), 64), 'hex')"
const fill = (url: string, entries: number, leaf = NOISE) =>
  over(url, (client) =>
    client.query(
      `insert into ledger_inbox (id, at, leaf) select gen_random_uuid(), now(), ${leaf} from generate_series(1, $1::int) n`,
      [entries],
    ),
  )

const environment = (url = database.url): NodeJS.ProcessEnv => ({
  NODE_ENV: "test",
  ...{ DATABASE_URL: url, APP_URL: "http://localhost:3000", UKUK_DEMO: "1" },
  AUTH_SECRET: "of tests, thirty-two characters at least",
  MASTER_KEY: database.masterKey.toString("base64"),
})

async function run(command: typeof backupCommand, args: string[], env = environment()) {
  const lines: string[] = []
  const code = await command(args, env, (line) => lines.push(line))
  return { code, lines }
}

it("backs up, checks, and says what is wrong in one sentence; nothing is left of what failed", async () => {
  const dir = path.join(folder, "one")
  const made = await run(backupCommand, [dir, "--json"])
  expect(made.code).toBe(0)
  expect(JSON.parse(made.lines[0] ?? "")).toMatchObject({
    dir,
    databases: { portal: {}, keys: { tables: 3 } },
  })
  const checked = await run(backupCommand, ["check", dir])
  expect(checked).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^portal: \d+ tables, \d+ rows, \d+ bytes\.$/),
      expect.stringMatching(/^keys: \d+ tables, \d+ rows, \d+ bytes\.$/),
      expect.stringMatching(/^As of \d{4}-.*Z, under the backup key [0-9a-f]{16}\.$/),
    ],
  })
  const own = { ...environment(), BACKUP_KEY: randomBytes(32).toString("base64") }
  const sentences = [
    [backupCommand, [dir], environment(), `${dir} is not empty: a backup gets a folder of its own.`],
    [
      backupCommand,
      [path.join(folder, "no", "disk")],
      environment(),
      `The folder ${folder}/no does not exist: is the disk for backups there?`,
    ],
    [
      backupCommand,
      ["check", folder],
      environment(),
      `There is no backup in ${folder}: manifest.json is missing.`,
    ],
    [
      backupCommand,
      ["check", dir],
      own,
      /^This backup was made under the backup key [0-9a-f]{16}; given here is [0-9a-f]{16}\. Set BACKUP_KEY/,
    ],
    [
      backupCommand,
      ["check", dir],
      { ...own, BACKUP_KEY: "short" },
      "BACKUP_KEY must be 32 bytes in base64, as `openssl rand -base64 32` prints them.",
    ],
    [
      backupCommand,
      ["check", dir],
      { NODE_ENV: "test", UKUK_HOME: path.join(folder, "none") },
      "MASTER_KEY is missing: give the one of the time of the backup.",
    ],
    [restoreCommand, [dir], environment(), /^The database test_\w+ is not empty/],
    [
      backupCommand,
      [path.join(folder, "away")],
      environment("postgres://a:b@127.0.0.1:9/away"),
      "The database does not answer as it should (ECONNREFUSED): nothing was kept.",
    ],
  ] as const
  for (const [command, args, env, sentence] of sentences)
    expect(await run(command, [...args], env)).toEqual({
      code: 1,
      lines: [typeof sentence === "string" ? sentence : expect.stringMatching(sentence)],
    })
  expect(readdirSync(folder)).toEqual(["one"])
  expect((await run(backupCommand, [path.join(folder, "two")])).code).toBe(0)
})

it("answers wrong usage with the usage", async () => {
  for (const command of [backupCommand, restoreCommand]) {
    expect((await run(command, ["--help"])).code).toBe(0)
    for (const args of [[], ["a", "b"], ["a", "--wat"], ["a", "--only", "x"]])
      expect(await run(command, args)).toMatchObject({
        code: 2,
        lines: [expect.stringContaining("npm run ukuk")],
      })
  }
  expect((await run(backupCommand, ["a", "--only", "keys"])).code).toBe(2)
  expect((await run(backupCommand, ["check"])).code).toBe(2)
})

/** A command in a process of its own, which says at its end how much memory it took at most, in kilobytes. */
function apart(command: "backup" | "restore", dir: string, url = database.url): ChildProcess {
  const program = `
    const { ${command}Command: run } = await import("./bin/commands/${command}.ts")
    const said = []
    process.exitCode = await run([process.env.DIR], process.env, (line) => said.push(line))
    if (process.exitCode) console.error(said.join())
    console.log(process.resourceUsage().maxRSS)`
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    env: { ...process.env, ...environment(url), DIR: dir },
    stdio: ["ignore", "pipe", "inherit"],
  })
}

it("killed in the middle, it leaves nothing that looks like a backup, and the next one is whole", async () => {
  const dir = path.join(folder, "killed")
  await over(database.url, async (client) => {
    await client.query("begin; lock table views in access exclusive mode")
    const child = apart("backup", dir)
    const gone = once(child, "exit")
    const waiting =
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    await over(database.url, async (look) => {
      while (!(await look.query(waiting)).rowCount) await sleep(20)
    })
    expect(readdirSync(`${dir}.unfinished`)).toEqual(["portal.backup"])
    child.kill("SIGKILL")
    await gone
  })
  expect(existsSync(dir)).toBe(false)
  expect((await run(backupCommand, ["check", `${dir}.unfinished`])).lines).toEqual([
    `There is no backup in ${dir}.unfinished: manifest.json is missing.`,
  ])
  // The server may take the killed one for alive a moment longer.
  while ((await run(backupCommand, [dir])).code !== 0) await sleep(100)
  expect(existsSync(`${dir}.unfinished`)).toBe(false)
  expect((await run(backupCommand, ["check", dir])).code).toBe(0)
})

const disk = openSmallDisk()
afterAll(() => disk?.close())
;(disk ? it : it.skip)(
  "on a disk that fills up it says so, leaves nothing, and works when there is room (needs a disk of its own)",
  async () => {
    const place = disk?.folder ?? ""
    expect(await run(backupCommand, [path.join(place, "full")])).toEqual({
      code: 1,
      lines: [`There is no room left for it in ${place} (ENOSPC): nothing of it was kept.`],
    })
    expect(readdirSync(place)).toEqual([])
  },
)

it("an owner who is no superuser backs up and restores; a table they are not shown whole is named instead", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-owner-"))
  const server = await startEmbedded({ home, durable: false })
  await over(server.url, async (admin) => {
    await admin.query("create role host_owner login createrole createdb password 'secret'")
    for (const name of ["ukuk", "ukuk_keys"]) await admin.query(`create database ${name} owner host_owner`)
  })
  const url = (name: string) =>
    Object.assign(new URL(server.url), { username: "host_owner", password: "secret", pathname: `/${name}` })
      .href
  const from = { ownerUrl: url("ukuk"), keysOwnerUrl: url("ukuk_keys"), masterKey: database.masterKey }
  await migrate(from)
  const rows =
    "select (select count(*) from ledger_inbox)::int as entries, (select count(*) from graphile_worker.jobs)::int as jobs"
  const count = async (name: string) => {
    const superuser = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
    return (await over(superuser, (client) => client.query(rows))).rows[0]
  }
  await fill(from.ownerUrl, 10)
  await over(Object.assign(new URL(server.url), { pathname: "/ukuk" }).href, (client) =>
    client.query("select graphile_worker.add_job('tidy', '{}')"),
  )
  const dir = path.join(folder, "hosted")
  expect((await run(backupCommand, [dir], environment(from.ownerUrl))).code).toBe(0)
  expect((await run(restoreCommand, [dir], environment(url("ukuk_two")))).lines[0]).toBe("Restored.")
  expect(await count("ukuk_two")).toEqual(await count("ukuk"))
  expect(await count("ukuk_two")).toMatchObject({ jobs: 1 })
  await over(from.ownerUrl, (client) =>
    client.query("create policy narrow on letters as restrictive for select using (false)"),
  )
  expect(await run(backupCommand, [path.join(folder, "narrow")], environment(from.ownerUrl))).toEqual({
    code: 1,
    lines: ["The login of DATABASE_URL is not shown every row of public.letters: a backup would lack them."],
  })
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})

it("200 MB of rows are backed up and restored a piece at a time: memory stays what it is without them", async () => {
  const [large, dir, ROWS] = [await freshDatabase(), path.join(folder, "large"), 100_000]
  await fill(large.url, ROWS, EVEN)
  const memory = async (command: "backup" | "restore", url: string, to = dir) => {
    const child = apart(command, to, url)
    const said: Buffer[] = []
    child.stdout?.on("data", (bytes: Buffer) => said.push(bytes))
    const [code] = await once(child, "close")
    expect(code).toBe(0)
    return Number(Buffer.concat(said)) / 1024
  }
  const target = `${large.url}_again`
  const without = await memory("backup", database.url, path.join(folder, "small"))
  const used = [await memory("backup", large.url), await memory("restore", target)]
  for (const each of used) expect(each).toBeLessThan(without + 40)
  const count =
    "select count(*)::int as n, sum(length(leaf::text))::int as letters from ledger_inbox where length(leaf) = 1024"
  expect((await over(target, (client) => client.query(count))).rows).toEqual([
    { n: ROWS, letters: ROWS * 2050 },
  ])
  await dropDatabases([target, `${target}_keys`])
  await large.drop()
})
