import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { addPeriod } from "@/lib/deadlines/period"
import { type Facts, keepingCategory, keepingOperation, longest } from "@/lib/fulfilment/keeping"
import { type InForce, inForce } from "@/lib/policy/editions"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let held: InForce

beforeAll(async () => {
  here = await testDeployment()
  held = await inForce(drizzle(here.owner))
})
afterAll(() => here?.close())

type Fact = [value: true | false | "unknown", since?: string]

const facts = (
  performed: Fact,
  open: Fact = [performed[0] === "unknown" ? "unknown" : !performed[0]],
): Facts =>
  new Map(
    Object.entries({
      "obligations.performed": performed,
      "loan.open": open,
      "customer.exists": [true] as Fact,
    }).map(([code, [value, since]]) => [code, { value, since: since ?? null, evidence: null }]),
  )

const kept = (
  category: string,
  performed: Fact,
  holds: { ground: string; categories: string[] | null }[] = [],
) => longest(keepingCategory(held, category, { facts: facts(performed), holds, today: "2026-11-22" }))

describe("a category", () => {
  it("is kept while the loan runs, then for its years, and after them not at all", () => {
    expect(kept("payments", [false])).toMatchObject({ untilFact: "obligations.performed", sure: true })
    expect(kept("payments", [true, "2026-10-01"])).toMatchObject({
      ground: { code: "TAX_ACCOUNTING" },
      untilOn: "2032-10-01",
      untilFact: null,
      sure: true,
    })
    expect(kept("payments", [true, "2020-11-22"])).toBeNull()
    expect(kept("payments", [true, "2020-11-23"])).toMatchObject({ untilOn: "2026-11-23" })
  })

  it("about which the sources do not know goes to a person, never to release", () => {
    expect(kept("payments", ["unknown"])).toMatchObject({ sure: false })
    expect(kept("payments", [true])).toMatchObject({ sure: false })
  })

  it("is kept by a hold on it, and by no other", () => {
    const past: Fact = [true, "2010-01-01"]
    expect(kept("payments", past, [{ ground: "LEGAL_HOLD", categories: ["payments"] }])).toMatchObject({
      ground: { code: "LEGAL_HOLD" },
      untilOn: null,
      untilFact: null,
    })
    expect(kept("payments", past, [{ ground: "AUTHORITY_ORDER", categories: null }])).not.toBeNull()
    expect(kept("payments", past, [{ ground: "LEGAL_HOLD", categories: ["email"] }])).toBeNull()
  })
})

describe("an operation of a withdrawn purpose", () => {
  const goesOn = (purpose: string, operation: "collect" | "use" | "store" | "transfer", performed: Fact) =>
    keepingOperation(held, purpose, operation, { facts: facts(performed), holds: [], today: "2026-11-22" })
      .length > 0

  it("goes on for the open contract only, and new collection, transfer and marketing stop whatever is open", () => {
    expect(goesOn("contract", "use", [false])).toBe(true)
    expect(goesOn("contract", "store", [false])).toBe(true)
    expect(goesOn("contract", "use", [true, "2026-10-01"])).toBe(false)
    expect(goesOn("contract", "store", [true, "2026-10-01"])).toBe(true)
    for (const [purpose, operation] of [
      ["contract", "collect"],
      ["contract", "transfer"],
      ["bureau_exchange", "transfer"],
      ["marketing_own", "use"],
      ["marketing_third", "transfer"],
      ["research", "store"],
    ] as const)
      expect(goesOn(purpose, operation, [false]), `${purpose}/${operation}`).toBe(false)
  })
})

it("of two grounds the one that ends last is named, whatever its period is written in", () => {
  const [ground] = keepingCategory(held, "payments", {
    facts: facts([false]),
    holds: [],
    today: "2026-11-22",
  })
  if (!ground) throw new Error("payments are kept while the loan runs")
  const after = (plus: string) => ({ ...ground, untilFact: "obligations.performed", untilOn: null, plus })
  expect(longest([after("P5Y"), after("P10Y"), after("P18M")])?.plus).toBe("P10Y")
  expect(longest([after("P12M"), after("P400D")])?.plus).toBe("P400D")
  expect(longest([])).toBeNull()
})

it("a period ends on the same day, or on the last day of a shorter month", () => {
  expect(addPeriod("2024-02-29", "P1Y")).toBe("2025-02-28")
  expect(addPeriod("2026-08-31", "P6M")).toBe("2027-02-28")
  expect(addPeriod("2026-12-31", "P1D")).toBe("2027-01-01")
  expect(() => addPeriod("2026-01-01", "soon")).toThrow()
})
