import { afterEach, expect, test } from "vitest"
import { checkSource } from "../check-source"
import type { Connector } from "../connector"
import { SourceRefused } from "../failures"
import type { Wanted } from "../operation"
import { httpConnector } from "./connector"
import { rowsOf, type Ways } from "./reference/store.fixture"
import { type Cards, MAP, openCards, SECRET, WHOLE } from "./reference/trial.fixture"

/** Of a million records, with as little room for an answer. */
const RECORDS = 2000
const LARGEST = 16_000
const IN_SPAN = 200
const ERASE: Wanted[] = [{ op: "erase", category: "expenses" }]
const at = "2026-02-01T00:00:00.000Z"

let cards: Cards
afterEach(() => cards.close())

/** Two people whose records lie between each other, more of the first than an answer can name. */
async function open(ways: Partial<Ways> = {}): Promise<void> {
  cards = await openCards({ named: 100, span: IN_SPAN, ...ways })
  const person = (key: string) => ({
    person: { key, pin: `2150119900000${key}`, phone: `+99655500000${key}`, language: null },
  })
  cards.store.change(
    ...["1", "2"].map(person),
    ...Array.from({ length: RECORDS + 50 }, (_, i) =>
      put(`x${String(i).padStart(5, "0")}`, i < 100 && i % 2 === 1 ? "2" : "1"),
    ),
  )
}

const put = (id: string, key: string, amount = "1.00") => ({
  put: { id, person: key, category: "expenses", at, fields: { amount } },
})
const knownAs = (value: string) => [{ kind: "customer_id", value }]
const held = (key: string) => rowsOf(cards.store, key, ["expenses"]).length
const speak = (map = WHOLE): Connector =>
  httpConnector("cards", map, cards.server.url, SECRET, { largest: LARGEST })

test("more records than an answer can name go by spans, whole or not at all, and no message is longer for it", async () => {
  await open()
  await expect(speak(MAP).plan(knownAs("1"), ERASE)).rejects.toThrow("gave an answer that is too large")
  cards.server.longest = 0
  const source = speak()
  const planned = await source.plan(knownAs("1"), ERASE)
  expect(planned).toMatchObject({ unplanned: [], subjects: ["1"] })
  const { operations } = planned
  expect(operations.map(({ keys, span }) => [keys.length, span?.rows])).toEqual(
    Array(RECORDS / IN_SPAN).fill([0, IN_SPAN]),
  )
  expect(operations.reduce((sum, { count }) => sum + count, 0)).toBe(RECORDS)
  expect((await source.plan(knownAs("1"), ERASE)).operations).toEqual(operations)
  expect((await source.plan(knownAs("2"), ERASE)).operations).toMatchObject([{ keys: { length: 50 } }])

  const rehearsed = await source.rehearseAll?.(operations)
  expect(rehearsed).toMatchObject({
    state: "done",
    results: Array(operations.length).fill({ state: "done", evidence: { rows: IN_SPAN } }),
  })
  expect(held("1")).toBe(RECORDS)
  for (const overtake of [put("x00700", "1", "2.00"), put("x00700a", "1"), { remove: "x00701" }]) {
    const { operations: stale } = await source.plan(knownAs("1"), ERASE)
    cards.store.change(overtake)
    const before = held("1")
    const named = { state: "changed", changed: stale[3] }
    expect(await source.rehearseAll?.(stale)).toMatchObject(named)
    expect(await source.applyAll(stale, "late")).toMatchObject(named)
    expect(held("1")).toBe(before)
  }
  const { operations: fresh } = await source.plan(knownAs("1"), ERASE)
  const told = await source.applyAll(fresh, "once")
  expect(told).toMatchObject({ state: "done", results: fresh.map(() => ({ state: "done" })) })
  expect(await source.applyAll(fresh, "once")).toEqual(told)
  expect(await source.applyAll(fresh, "twice")).toMatchObject({
    results: fresh.map(() => ({ state: "already" })),
  })
  expect([held("1"), held("2")]).toEqual([0, 50])
  expect(await source.verify(knownAs("1"), fresh)).toMatchObject({ held: true })
  cards.store.change(put("x01500", "1"))
  const late = await source.verify(knownAs("1"), fresh)
  expect(late.operations.filter((each) => !each.held)).toMatchObject([{ found: 1 }])
  expect(await source.applyAll(fresh, "once")).toMatchObject({ state: "changed" })
  expect(cards.server.longest).toBeLessThan(LARGEST)
})

test("a plan in pages is refused where its pages or its spans do not add up", async () => {
  await open()
  const source = speak()
  type Step = { span: { first: string; last: string; count: number } }
  const twist = (change: (steps: Step[]) => object) => {
    cards.server.twist = (verb, answer) =>
      verb === "plan" ? { ...answer, ...change(structuredClone(answer.steps) as Step[]) } : answer
  }
  const wrong: [(steps: Step[]) => object, string][] = [
    [() => ({ next: "0000 x00000" }), "gave a plan that does not go on"],
    [() => ({ steps: [], next: "0000 x00000" }), "gave a plan that does not go on"],
    [() => ({ next: undefined }), "gave a plan that does not say whether it goes on"],
    [(steps) => ({ steps: [...steps, ...steps] }), "gave a plan that names one record twice"],
    [(steps) => ({ steps: steps.map((step) => ({ ...step, records: ["x"] })) }), "a span where none can be"],
    [
      (steps) => ({ steps: steps.map((step) => ({ ...step, span: { ...step.span, count: 1 } })) }),
      "gave a span where none can be",
    ],
    [
      (steps) => ({ steps: steps.map((step) => ({ ...step, items: { email: 1 } })) }),
      "gave a plan that touches what nobody wanted",
    ],
  ]
  for (const [change, sentence] of wrong) {
    twist(change)
    const failure = await source.plan(knownAs("1"), ERASE).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SourceRefused)
    expect(String(failure)).toContain(sentence)
  }
  const names = Array.from({ length: 10_000 }, (_, i) => `r${i}`)
  twist(([step]) => ({
    steps: [{ ...step, span: undefined, records: names }],
    next: `0000 a${cards.server.asked.length}`,
  }))
  const roomy = httpConnector("cards", WHOLE, cards.server.url, SECRET)
  await expect(roomy.plan(knownAs("1"), ERASE)).rejects.toThrow("gave a plan that names more than a plan can")
  twist((steps) => ({ next: undefined, steps: steps.slice(0, 1) }))
  await expect(speak(MAP).plan(knownAs("1"), ERASE)).rejects.toThrow("too large")
  cards.server.twist = null

  const { items } = await source.read({ identifiers: knownAs("1"), page: { offset: 0, limit: 2 } })
  const single: Wanted[] = [{ op: "erase", category: "expenses", items: items.map(({ id }) => id) }]
  expect((await source.plan(knownAs("1"), single)).operations).toMatchObject([{ keys: { length: 2 } }])
  twist((steps) => ({
    steps: steps.map((step) => ({
      ...step,
      records: [],
      span: { first: "x00000", last: "x00002", count: 2 },
    })),
  }))
  await expect(source.plan(knownAs("1"), single)).rejects.toThrow("touches what nobody wanted")
})

test("a source that cannot take back what it tried is not asked to try, and changes nothing if it is", async () => {
  await open({ also: ["people", "touched"] })
  const source = speak({ ...MAP, also: ["rehearse"] })
  expect(speak(MAP).rehearseAll).toBeUndefined()
  const { operations } = await source.plan(knownAs("2"), ERASE)
  await expect(source.rehearseAll?.(operations)).rejects.toThrow("refused the question (404)")
  expect(held("2")).toBe(50)
  const told = await checkSource(
    "cards",
    { ...MAP, also: ["rehearse"] },
    { url: cards.server.url, secret: SECRET },
  )
  expect(told).toMatchObject([
    {
      path: ["sources", "cards", "also"],
      reason:
        'The source does not know the addition "rehearse": take it out of the data map, or have the source answer it.',
    },
  ])
  // Whoever does not know pages of plans refuses to be asked for one; half a plan of theirs is not believed.
  await expect(speak().plan(knownAs("2"), ERASE)).rejects.toThrow("refused the question (400)")
  cards.server.twist = (verb, answer) => (verb === "plan" ? { ...answer, next: "more" } : answer)
  await expect(source.plan(knownAs("2"), ERASE)).rejects.toThrow("gave half a plan")
})
