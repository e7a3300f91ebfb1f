import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { chaos } from "./chaos"

it("worker, client and database killed at moments of one seed: nothing acknowledged is lost, nothing is done twice", async () => {
  const found = await chaos({ kills: 12, people: 9, seed: 2026, told: () => true })
  expect(found.violations).toEqual([])
  expect(found).toMatchObject({ acknowledged: 27, erased: 6 })
  expect(found.killed.worker + found.killed.client + found.killed.database).toBe(12)
}, 300_000)

it("the checker uses no code of the product", () => {
  const imports = readFileSync("bench/chaos/check.ts", "utf8").match(/from "[^"]+"/g)
  expect(imports).toEqual(['from "node:fs"', 'from "node:path"', 'from "pg"'])
})
