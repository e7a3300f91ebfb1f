import { expect, it } from "vitest"
import { libraryFolder } from "@/lib/testing/library.fixture"
import { dataMap } from "@/lib/testing/library-policy.fixture"
import { grantsCommand } from "./source-grants"

const said = async (args: string[], env: NodeJS.ProcessEnv = process.env) => {
  const lines: string[] = []
  const code = await grantsCommand(args, env, (line) => lines.push(line))
  return { code, said: lines.join("\n") }
}

it("the rights a database is to give are written in the words of its server, for the login it has for them", async () => {
  const { code, said: script } = await said(["lender"])
  expect(code).toBe(0)
  expect(script).toContain('to "ukuk_connector";')
  expect(script).toMatch(/^grant select \("[a-z_", ]+\) on "core"\."customers" to/m)

  const { catalogue } = dataMap.sources
  const folder = await libraryFolder({
    ...dataMap,
    sources: { catalogue: { ...catalogue, connector: "mysql" } },
  })
  const env = { ...process.env, UKUK_POLICY: folder.dir }
  const maria = await said(["catalogue", "--login", "o'portal@10.0.0.5"], env)
  await folder.remove()
  expect(maria.code).toBe(0)
  expect(maria.said.split("\n")[0]).toBe("revoke all privileges, grant option from 'o''portal'@'10.0.0.5';")
  expect(maria.said).toContain("grant delete on `Китепкана`.`Visits` to 'o''portal'@'10.0.0.5';")
  expect(maria.said).not.toContain("on `Китепкана`.`Copies`")
})

it("nothing is written for what is no database of the map, or asked in another way", async () => {
  expect(await said(["elsewhere"])).toEqual({ code: 2, said: 'The data map has no database "elsewhere".' })
  for (const args of [[], ["lender", "more"], ["lender", "--role", "x"]])
    expect(await said(args)).toEqual({ code: 2, said: expect.stringContaining("source grants NAME") })
  expect((await said(["lender"], { ...process.env, UKUK_POLICY: "nowhere" })).code).toBe(1)
})
