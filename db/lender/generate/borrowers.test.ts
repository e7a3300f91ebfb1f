import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { Batch } from "./batch"
import { writeBorrowers } from "./borrowers"
import { dayInBishkek } from "./day"
import { drawImages } from "./images"
import { loadOrder } from "./tables"

test("the same seed and day give the same rows, whatever the batches; another seed gives others", () => {
  const images = drawImages()
  const digest = (seed: number, batchSize: number) => {
    const batch = new Batch()
    const shared: number[] = []
    const hashes = new Map(loadOrder().map((table) => [table, createHash("sha256")]))
    for (let from = 1; from <= 120; from += batchSize) {
      const population = { seed, today: dayInBishkek(new Date("2026-11-22T06:00:00Z")), images }
      writeBorrowers(batch, population, [from, Math.min(from + batchSize - 1, 120)], shared)
      for (const table of loadOrder()) hashes.get(table)?.update(batch.take(table).join(""))
    }
    return [...hashes.values()].map((hash) => hash.digest("hex")).join()
  }
  expect(digest(2026, 120)).toBe(digest(2026, 7))
  expect(digest(2027, 120)).not.toBe(digest(2026, 120))
})
