import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { freshLender, type Lender } from "../lender.fixture"
import type { Wanted } from "../operation"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(20)
})
afterAll(() => lender.drop())

const source = () => lender.sources.of("lender")
const first: Identifiers = [{ kind: "customer_id", value: "1" }]
const flags = (purpose: string) =>
  lender.sql(
    "select operation, allowed from core.processing_flags where customer_id = 1 and purpose = $1 order by operation",
    [purpose],
  )

async function run(wanted: Wanted[]) {
  const plan = await source().plan(first, wanted)
  const applied = await source().applyAll(plan.operations, "run")
  return { plan, applied, verified: await source().verify(first, plan.operations) }
}

test("stopping marketing ends it at once: marks, subscriptions and the consent on record", async () => {
  const others = await lender.sql(
    "select id, unsubscribed_at from core.marketing_subscriptions where customer_id <> 1 order by id",
  )
  const { plan, applied, verified } = await run([{ op: "stop", purpose: "marketing_own" }])
  expect(plan.operations.map(({ entry }) => entry)).toContain("flags")
  expect(plan.operations.every(({ purpose, op }) => purpose === "marketing_own" && op === "stop")).toBe(true)
  expect(applied.state).toBe("done")
  expect(verified.held).toBe(true)
  expect(await flags("marketing_own")).toEqual(
    ["collect", "store", "use"].map((operation) => ({ operation, allowed: false })),
  )
  const open =
    "select count(*)::int as n from core.marketing_subscriptions where customer_id = 1 and unsubscribed_at is null and third_party ="
  expect(await lender.sql(`${open} false`)).toEqual([{ n: 0 }])
  expect((await lender.sql(`${open} true`))[0]?.n).toBeGreaterThan(0)
  const marks =
    "select count(*)::int as n from core.consent_marks where customer_id = 1 and purpose = 'marketing_own' and withdrawn_at is null"
  expect(await lender.sql(marks)).toEqual([{ n: 0 }])
  expect(
    await lender.sql(
      "select id, unsubscribed_at from core.marketing_subscriptions where customer_id <> 1 order by id",
    ),
  ).toEqual(others)
  // Stopped already: the marks alone are named again, changing nothing, so that a later withdrawal is answered as well.
  const again = (await source().plan(first, [{ op: "stop", purpose: "marketing_own" }])).operations
  expect(again.map(({ entry, beforeHash, afterHash }) => [entry, beforeHash === afterHash])).toEqual([
    ["flags", true],
  ])
})

test("some operations stop and others go on; the consent on record ends with the last of them", async () => {
  const open = () =>
    lender.sql(
      "select count(*)::int as n from core.consent_marks where customer_id = 1 and purpose = 'contract' and withdrawn_at is null",
    )
  await lender.sql(
    "insert into core.consent_marks (customer_id, purpose, operations, method, given_at) values (1, 'contract', '{collect,use,store,transfer,cross_border}', 'signed', now() - interval '1 year')",
  )
  const some = await run([
    { op: "stop", purpose: "contract", operations: ["transfer", "collect", "cross_border"] },
  ])
  expect(some.verified.held).toBe(true)
  expect(await flags("contract")).toMatchObject([
    { operation: "collect", allowed: false },
    { operation: "cross_border", allowed: false },
    { operation: "transfer", allowed: false },
  ])
  expect((await open())[0]?.n).toBeGreaterThan(0)
  const rest = await run([{ op: "stop", purpose: "contract", operations: ["use", "store"] }])
  expect(rest.verified.held).toBe(true)
  expect(await open()).toEqual([{ n: 0 }])
  const back = await run([{ op: "allow", purpose: "contract", operations: ["use"] }])
  expect(back.verified.held).toBe(true)
  expect((await flags("contract")).find(({ operation }) => operation === "use")?.allowed).toBe(true)
})

test("a purpose or operation the source does not know is said, never passed over", async () => {
  const plan = await source().plan(first, [
    { op: "stop", purpose: "unheard_of" },
    { op: "stop", purpose: "marketing_own", operations: ["cross_border"] },
  ])
  expect(plan.operations).toEqual([])
  expect(plan.unplanned.map(({ why }) => why)).toEqual(["not_mapped", "not_mapped"])
})

test("restriction is a list of categories on the person's row, and ends category by category", async () => {
  const row = async () =>
    (
      await lender.sql(
        "select processing_restricted_scope as scope, processing_restricted_at is not null as since from core.customers where customer_id = 1",
      )
    )[0]
  const { verified, plan } = await run([
    { op: "restrict", category: "income" },
    { op: "restrict", category: "email" },
  ])
  expect(verified.held).toBe(true)
  expect(await row()).toEqual({ scope: ["income", "email"], since: true })
  const again = await source().applyAll(plan.operations, "again")
  expect(again.state === "done" && again.results.every(({ state }) => state === "already")).toBe(true)
  expect((await run([{ op: "unrestrict", category: "income" }])).verified.held).toBe(true)
  expect(await row()).toEqual({ scope: ["email"], since: true })
  await run([{ op: "unrestrict", category: "email" }])
  expect(await row()).toEqual({ scope: [], since: false })
})
