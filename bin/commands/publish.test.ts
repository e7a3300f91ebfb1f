import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { publishCommand, readFolder } from "./publish"

let database: FreshDatabase
let owner: pg.Pool
beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Pool({ connectionString: database.url, max: 1 })
  owner.on("error", () => undefined)
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

const SOMO = "policies/somo"
const REASON = "Order of the court of 3 March"

async function run(...args: string[]) {
  const lines: string[] = []
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    UKUK_DEMO: "1",
    DATABASE_URL: database.url,
    APP_URL: "http://localhost:3000",
    AUTH_SECRET: "a secret of the tests, long enough",
    MASTER_KEY: database.masterKey.toString("hex"),
  }
  const exit = await publishCommand(args, env, (line) => lines.push(line))
  return { exit, lines }
}

const insertNext = (day: string) =>
  owner.query(
    `insert into policy_editions (policy, number, document, hash, effective_at)
     select policy, number + 1, document, sha256('next'), now() + $1::interval from policy_editions order by number desc limit 1`,
    [day],
  )

test("the operator's way is in force at once with its reason beside it, never past an edition that is announced", async () => {
  const published = { exit: 0, lines: ["somo: edition 1 is in force."] }
  expect(await run(SOMO)).toEqual(published)
  expect(await run(SOMO)).toEqual(published)
  await insertNext("0 days")
  const why = "This puts a new edition (policy) in force at once, told to nobody: say why with --reason."
  expect(await run(SOMO)).toEqual({ exit: 1, lines: [why] })
  expect(await run(SOMO, "--reason", "short")).toEqual({ exit: 1, lines: [why] })
  const third = { exit: 0, lines: ["somo: edition 3 is in force."] }
  expect(await run(SOMO, "--reason", REASON)).toEqual(third)
  const { rows } = await owner.query("select kind, reason, approved_by from edition_acts")
  expect(rows).toEqual([{ kind: "policy", reason: REASON, approved_by: null }])

  await insertNext("1 day")
  const refused = "An edition of the policy is announced: it has to come into force first."
  expect(await run(SOMO, "--reason", REASON)).toEqual({ exit: 1, lines: [refused] })
  const read = await readFolder(SOMO)
  if (!read.dataMap) throw new Error("the folder is sound")
  const how = { reason: "The policy folder of this start", yields: true }
  expect(await publishPolicy(drizzle(owner), read.folder, read.dataMap, how)).toBe(4)
  expect((await inForce(drizzle(owner))).edition.number).toBe(3)
})

test("wrong usage is answered with the usage", async () => {
  expect((await run("--help")).exit).toBe(0)
  for (const args of [[], [SOMO, "policies/om"], [SOMO, "--why", "x"]])
    expect(await run(...args)).toMatchObject({ exit: 2, lines: [expect.stringContaining("--reason TEXT")] })
})
