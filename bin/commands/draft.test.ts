import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { draftCommand } from "./draft"

let here: TestDeployment
let home: string
beforeAll(async () => {
  here = await testDeployment()
  home = await mkdtemp(join(tmpdir(), "policies-"))
  await cp("policies/somo", home, { recursive: true })
})
afterAll(async () => {
  await here?.close()
  await rm(home, { recursive: true })
})

async function run(...args: string[]) {
  const { databaseUrl, masterKey, authSecret } = here.house.configuration
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    UKUK_DEMO: "1",
    DATABASE_URL: databaseUrl,
    APP_URL: "http://localhost:3000",
    AUTH_SECRET: authSecret,
    MASTER_KEY: masterKey.toString("hex"),
    LENDER_URL: here.lenderUrl,
  }
  const lines: string[] = []
  return { exit: await draftCommand(args, env, (line) => lines.push(line)), lines }
}

const ADMIN = ["--as", "admin@demo.example"]
const file = () => join(home, "policy.yaml")
const change = async (from: string, to: string) =>
  writeFile(file(), (await readFile(file(), "utf8")).replace(from, to))

test("a folder is sent as the drafts of what changed, kept with its faults, and never over a draft that is open", async () => {
  expect(await run(home, ...ADMIN)).toEqual({ exit: 0, lines: [] })
  expect(await run(home, "--as", "officer@demo.example")).toEqual({
    exit: 1,
    lines: ["There is no administrator with this e-mail address."],
  })
  await change('closingHour: "18:00"', 'closingHour: "25:00"')
  const faulty = await run(home, ...ADMIN)
  expect(faulty.exit).toBe(1)
  expect(faulty.lines).toEqual([
    expect.stringMatching(/policy\.yaml:\d+:\d+ "closingHour" must be an hour/),
    `${file()}: kept as the draft of edition 2.`,
  ])
  await change('closingHour: "25:00"', 'closingHour: "19:00"')
  expect(await run(home, ...ADMIN)).toEqual({
    exit: 1,
    lines: [`${file()}: a draft is open already. Finish it at /admin/policy first.`],
  })
  await here.owner.query("delete from edition_drafts")
  expect(await run(home, ...ADMIN)).toEqual({
    exit: 0,
    lines: [`${file()}: kept as the draft of edition 2.`],
  })
  const { rows } = await here.owner.query(
    "select kind, document->'organisation'->>'closingHour' as hour, authors = array[edited_by] as own from edition_drafts",
  )
  expect(rows).toEqual([{ kind: "policy", hour: "19:00", own: true }])
})

test("wrong usage is answered with the usage", async () => {
  expect((await run("--help")).exit).toBe(0)
  for (const args of [[], [home], [home, "--as", "x"], [home, home, ...ADMIN]])
    expect(await run(...args)).toMatchObject({ exit: 2, lines: [expect.stringContaining("--as EMAIL")] })
})
