import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { parse, stringify } from "yaml"
import { DataMap } from "@/lib/sources/map-schema"
import { relational } from "@/lib/sources/relational.fixture"
import { approve, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { fulfilPart } from "./fulfil"

const COLUMNS = ["payment_id", "loan_no", "n", "amount", "paid_at", "method", "payer_account", "reversed_at"]

let dir: string
let here: TestDeployment
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "ukuk-wall-"))
  await cp("policies", dir, { recursive: true })
  const file = join(dir, "somo/data-map.yaml")
  const map = DataMap.parse(parse(await readFile(file, "utf8")))
  const lender = relational(map.sources.lender)
  const { payments } = lender.entries
  if (!payments) throw new Error("no payments")
  lender.entries.payments_closed = { ...payments, table: "closed.payments" }
  const columns = [...COLUMNS, "reversal_reason"]
  lender.subject.restriction = { move: { payments: { to: "payments_closed", columns } } }
  for (const { reads } of Object.values(lender.facts)) {
    const read = reads["core.payments"]
    if (read) reads["closed.payments"] = read
  }
  await writeFile(file, stringify(map))
  const alter = "create schema closed; create table closed.payments (like core.payments including all)"
  here = await testDeployment({ dir: join(dir, "somo"), alter })
})
afterAll(async () => {
  await here?.close()
  await rm(dir, { recursive: true })
})

it("what has to be kept leaves the lender's own table until its day, found where it went; nobody else's does", async () => {
  const paid = async (schema: string) => {
    const { rows } = await here.lender.query(
      `select l.customer_id::int as of, count(*)::int as n from ${schema}.payments p
       join core.loans l using (loan_no) group by 1 order by 1`,
    )
    return rows
  }
  const before = await paid("core")
  expect(before.map(({ of }) => of)).toContain(2)
  const part = await signLetter(here, 2, { right: "erasure", categories: ["payments"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "deferred", stall_cause: null })
  expect(await paid("closed")).toEqual(before.filter(({ of }) => of === 2))
  expect(await paid("core")).toEqual(before.filter(({ of }) => of !== 2))
  // A worker that was killed and comes again finds nothing left to do.
  await fulfilPart(here.house, part.id)
  expect(await paid("closed")).toEqual(before.filter(({ of }) => of === 2))
})
