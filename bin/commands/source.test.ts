import { afterAll, beforeAll, expect, test } from "vitest"
import { freshLender, type Lender } from "@/lib/sources/lender.fixture"
import { sourceCommand } from "./source"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(3)
})
afterAll(() => lender.drop())

async function run(...args: string[]) {
  const lines: string[] = []
  const env = { NODE_ENV: "test", LENDER_URL: lender.connectorUrl, UKUK_POLICY: "policies/somo" } as const
  const code = await sourceCommand(args, env, (line) => lines.push(line))
  return { code, lines }
}

test("says that the sources fit, or names each fault with file and line", async () => {
  expect(await run("check")).toEqual({ code: 0, lines: ["lender: the data map fits."] })
  await lender.sql("alter table core.customers rename column email to mail")
  const { code, lines } = await run("check", "lender")
  expect(code).toBe(1)
  expect(lines[0]).toMatch(
    /^policies\/somo\/data-map\.yaml:\d+:\d+ The source has no column "email" in core\.customers/,
  )
  expect(lines.at(-1)).toMatch(/^lender: \d+ faults?\.$/)
  const json = await run("check", "--json")
  expect(JSON.parse(json.lines[0] ?? "")).toMatchObject({ fits: false, checked: [{ source: "lender" }] })
  await lender.sql("alter table core.customers rename column mail to email")
  expect((await run("check", "lender", "--json")).code).toBe(0)
})

test("wrong usage is answered with the usage", async () => {
  expect((await run("check", "--help")).code).toBe(0)
  for (const args of [[], ["chekc"], ["check", "--wat"], ["check", "a", "b"], ["check", "nowhere"]]) {
    const { code, lines } = await run(...args)
    expect(code).toBe(2)
    expect(lines.length).toBe(1)
  }
})
