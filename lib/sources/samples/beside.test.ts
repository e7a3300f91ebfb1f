import { expect, test } from "vitest"
import { heldCategories } from "../holdings"
import type { Wanted } from "../operation"
import { freshSample } from "./sample.fixture"

test.each(["clinic", "pagila"])(
  "in the sample %s nothing is taken for changed beside an erasure that follows from it",
  async (name) => {
    const sample = await freshSample(`${name}.data-map.yaml`, `${name}.sql`, `${name}-rows.sql`)
    try {
      const all = heldCategories(sample.map)
      const people = await sample.source.people(null, 3)
      expect(people.length).toBeGreaterThan(1)
      for (const value of people)
        for (const categories of [...all.map((each) => [each]), all]) {
          const wanted = categories.map((category): Wanted => ({ op: "erase", category }))
          const identifiers = [{ kind: sample.source.subjectKind, value }]
          const { operations } = await sample.source.plan(identifiers, wanted)
          const one = await sample.source.rehearseAll?.(operations)
          const compared = await sample.source.rehearseAll?.(operations, [])
          expect([
            value,
            categories,
            compared?.state === "changed" && compared.beside,
            compared?.state,
          ]).toEqual([...[value, categories, false, one?.state]])
        }
    } finally {
      await sample.drop()
    }
  },
)
