import { afterAll, beforeAll, expect, test } from "vitest"
import { freshLender, type Lender } from "@/lib/sources/lender.fixture"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(5)
})
afterAll(() => lender.drop())

test("the last item of a category is the last that reading it gives; without a date for each, there is none", async () => {
  const source = lender.sources.of("lender")
  const [subject = ""] = await source.find("phone", "+996555000001")
  const identifiers = [{ kind: source.subjectKind, value: subject }]
  const said = await source.lastRecorded({ identifiers })
  const { categories } = await source.count({ identifiers })
  expect(said.map(({ category }) => category).sort()).toEqual(categories.map((each) => each.category).sort())
  for (const { category, at } of said) {
    const { items, total } = await source.read({
      identifiers,
      categories: [category],
      page: { offset: 0, limit: 10_000 },
    })
    expect(items.length).toBe(total)
    const known = items.flatMap(({ recordedAt }) => (recordedAt === null ? [] : [recordedAt]))
    const last = known.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null
    expect([category, at]).toEqual([category, known.length === items.length ? last : null])
  }
  expect(said.some(({ at }) => at === null)).toBe(true)
  expect(said.some(({ at }) => at !== null)).toBe(true)
  const nobody = [{ kind: source.subjectKind, value: "0" }]
  expect(await source.lastRecorded({ identifiers: nobody })).toEqual([])
  expect((await source.lastRecorded({ identifiers, categories: ["email"] })).length).toBeLessThanOrEqual(1)
})
