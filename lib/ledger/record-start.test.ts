import { afterAll, beforeAll, expect, it } from "vitest"
import { recordStart } from "@/lib/ledger/record-start"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

it("each start leaves an entry that tells version and settings apart from others, and no secret", async () => {
  const { house } = here
  const { configuration } = house
  const build = { version: "0.1.0", lock: "a".repeat(64) }
  const started = async (...changed: Partial<typeof configuration>[]) => {
    await recordStart(house, Object.assign({}, configuration, ...changed), build)
    const { rows } = await here.owner.query<{ leaf: Buffer }>(
      "select leaf from ledger_inbox order by at desc limit 1",
    )
    const entry = JSON.parse(rows[0]?.leaf.toString() ?? "{}")
    expect(entry).toMatchObject({ act: "portal.started", actor: "system:start", subject: null })
    expect(entry.object).toMatch(/^0\.1\.0:[0-9a-f]{64}$/)
    return entry.object
  }
  const usual = await started()
  expect(await started()).toBe(usual)
  expect(await started({ authSecret: "another secret of thirty-two letters" })).toBe(usual)
  expect(await started({ appUrl: "https://evil.example" })).not.toBe(usual)
  expect(
    await started({ oidc: { issuer: "https://evil.example", clientId: "x", clientSecret: "y" } }),
  ).not.toBe(usual)
  await recordStart(house, configuration, { ...build, lock: "b".repeat(64) })
  const { rows } = await here.owner.query("select leaf from ledger_inbox order by at desc limit 1")
  expect(rows[0]?.leaf.toString()).not.toContain(usual)
})
