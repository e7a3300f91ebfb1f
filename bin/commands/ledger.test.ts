import { randomUUID } from "node:crypto"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type FreshDatabase, freshDatabase } from "@/db/testing/database"
import { ledgerCommand } from "./ledger"

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database?.drop())

const secret = "of tests, thirty-two characters at least"

async function run(...args: string[]) {
  const lines: string[] = []
  const env = {
    NODE_ENV: "test",
    ...{ DATABASE_URL: database.url, APP_URL: "http://localhost:3000", UKUK_DEMO: "1" },
    ...{ AUTH_SECRET: secret, MASTER_KEY: database.masterKey.toString("base64") },
  } as const
  const code = await ledgerCommand(args, env, (line) => lines.push(line))
  return { code, lines }
}

it("says that registers and ledger agree, or names the rows that do not by register and id", async () => {
  const before = "0 agree with their entries, 0 from before the register was bound"
  expect(await run("verify")).toEqual({
    code: 0,
    lines: [
      "ledger: 0 entries, 0 of them signed, 3 waiting; 3 contents held.",
      `views: ${before}.`,
      `consent_events: ${before}.`,
      `disclosures: ${before}.`,
      ...["requests", "letters", "certificates"].map(
        (table) => `${table}: 0 are entered, 0 from before the first that was.`,
      ),
    ],
  })
  const [subject, row] = [randomUUID(), randomUUID()]
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  await owner.query("insert into subjects (id) values ($1)", [subject])
  const columns = "(id, subject_id, recipient, categories, purpose, ground, ledger_id)"
  for (const ledgerId of [randomUUID(), null])
    await owner.query(`insert into disclosures ${columns} values ($1, $2, 'r', '{}', 'p', 'g', $3)`, [
      ledgerId ? row : randomUUID(),
      subject,
      ledgerId,
    ])
  const { code, lines } = await run("verify")
  expect(code).toBe(1)
  expect(lines.slice(3, 5)).toEqual([
    `disclosures ${row} has no entry.`,
    "disclosures: 0 agree with their entries, 1 from before the register was bound where there should be 0.",
  ])
  // Each check is written down for those who look after the ledger, with its first finding.
  const { rows } = await owner.query("select faults, first from ledger_checks order by at")
  expect(rows).toEqual([
    { faults: 0, first: null },
    { faults: 2, first: `disclosures ${row} has no entry.` },
  ])
  await owner.end()
  const json = await run("verify", "--json")
  expect(json.code).toBe(1)
  expect(JSON.parse(json.lines[0] ?? "")).toMatchObject({ holds: false, registers: [{}, {}, { older: 1 }] })
})

it("answers wrong usage with the usage", async () => {
  expect((await run("verify", "--help")).code).toBe(0)
  for (const args of [[], ["verfy"], ["verify", "--wat"], ["verify", "more"]])
    expect(await run(...args)).toMatchObject({ code: 2, lines: [expect.stringContaining("ledger verify")] })
})
