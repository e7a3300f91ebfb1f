import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { events, statuses } from "@/lib/requests/machine"
import { properties, type Rules, rules, type Try, traceOf } from "@/lib/requests/machine-model.fixture"

const often = (n: number) => fc.integer({ min: 0, max: 9 }).map((drawn) => drawn < n)

const anyTry: fc.Arbitrary<Try> = fc.record({
  pick: fc.nat({ max: 60 }),
  wild: often(2),
  actor: fc.nat({ max: 3 }),
  role: fc.nat({ max: 60 }),
  kind: fc.nat({ max: 1 }),
  hold: often(1),
  days: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
  ),
})
const anyPart = fc.tuple(
  fc.constantFrom("erasure" as const, "withdrawal" as const, "question" as const),
  fc.array(anyTry, { minLength: 10, maxLength: 80 }),
)

const check = (holds: (typeof properties)[string]["holds"], kept: Rules) =>
  fc.check(
    fc.property(anyPart, ([right, tries]) => holds(traceOf(right, tries, kept))),
    { numRuns: 3_000 },
  )

describe("whatever anybody tries, in any order and any role", () => {
  for (const [name, { holds, breaks }] of Object.entries(properties)) {
    test(`${name}; and the test would see it`, () => {
      expect(check(holds, rules).failed).toBe(false)
      expect(check(holds, { ...rules, [breaks]: false }).failed).toBe(true)
    })
  }
})

test("the sequences reach every status and cause every event, so that the properties speak of all of them", () => {
  const [reached, caused] = [new Set<string>(), new Set<string>()]
  for (const [right, tries] of fc.sample(anyPart, 6_000))
    for (const { before, after, event } of traceOf(right, tries)) {
      reached.add(after.status)
      if (before !== after) caused.add(event)
    }
  expect(reached.size).toBe(statuses.length)
  expect(caused.size).toBe(events.length + 2)
})
