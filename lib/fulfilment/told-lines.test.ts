import { expect, it } from "vitest"
import { toldLines } from "@/lib/fulfilment/decision-of"
import type { DraftOperation } from "@/lib/fulfilment/draft"

const line = (category: string, items: Record<string, number>, purpose: string | null = null) =>
  ({ category, purpose, items: 0, planned: { items } }) as unknown as DraftOperation

it("a row that holds several categories is told once for each, and a purpose as it is", () => {
  const told = toldLines([
    line("ip_address", { ip_address: 2, cookies: 3 }),
    line("consent_record", { consent_record: 4 }, "research"),
  ])
  expect(told.map(({ category, items }) => [category, items])).toEqual([
    ["ip_address", 2],
    ["cookies", 3],
    ["consent_record", 0],
  ])
})
