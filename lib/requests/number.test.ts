import { afterAll, beforeAll, expect, it } from "vitest"
import { dayIn } from "@/lib/deadlines/day"
import { nextNumber } from "@/lib/requests/number"
import { prospectFor } from "@/lib/requests/prepare"
import { submitRequest } from "@/lib/requests/submit"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

it("twenty requests at once, every third of which fails at the end, are numbered without a gap or a double", async () => {
  const signed = await here.borrower(2)
  const scope = { right: "erasure" as const, categories: ["contact_persons"] }
  const { planning, plan } = await prospectFor(here.house, signed, scope)
  const submission = { inForce: planning.inForce, scope, plan, letter: null, intentId: null, name: "Үлгү" }
  const submit = (n: number) =>
    as(here, signed, async (ctx) => {
      const { number } = await submitRequest(ctx, submission)
      if (n % 3 === 0) throw new Error("the last step failed")
      return number
    })
  const all = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => submit(n)))
  const given = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))
  const year = dayIn(new Date(), "Asia/Bishkek").slice(0, 4)
  const wanted = Array.from({ length: 13 }, (_, n) => `${year}-${String(n + 1).padStart(6, "0")}`)
  expect(given.sort()).toEqual(wanted)
  const { rows } = await here.owner.query<{ number: string }>("select number from requests order by number")
  expect(rows.map(({ number }) => number)).toEqual(wanted)
})

it("a new year begins anew at midnight in Bishkek, not in Greenwich", async () => {
  const signed = await here.borrower(2)
  const at = (instant: string) =>
    as(here, signed, (ctx) => nextNumber({ ...ctx, now: new Date(instant) }, "Asia/Bishkek"))
  expect(await at("2030-12-31T17:59:59Z")).toBe("2030-000001")
  expect(await at("2030-12-31T18:00:00Z")).toBe("2031-000001")
  expect(await at("2031-01-01T00:00:00Z")).toBe("2031-000002")
})
