import { expect } from "vitest"
import type { Wanted } from "../operation"
import { carryOut } from "./changing.fixture"
import { itemsOf, said } from "./reading.fixture"
import type { Telling } from "./trial.fixture"

/** Writing: corrections, restrictions and marks of purposes, each once. */
export function tellWriting({ storyOf }: Telling): void {
  storyOf("correct", "writes a correction once, and reads it back", async (trial, correct) => {
    const { connector } = trial
    const person = await trial.somebody()
    const { category, field, value } = correct
    const wanted: Wanted[] = [{ op: "correct", ...correct }]
    const { plan, applied, verified } = await carryOut(trial, person, wanted)
    expect(plan.operations.map(({ op, category: of, fields }) => [op, of, fields])).toEqual([
      ["correct", category, [field]],
    ])
    expect(applied).toMatchObject({ state: "done", results: [{ state: "done" }] })
    expect(verified).toMatchObject({ held: true })
    const values = (await itemsOf(connector, person.identifiers, [category])).filter(
      (item) => item.field === field,
    )
    expect(values.map((item) => item.value)).toEqual([value])
    const compared = await said(trial, person)
    expect(compared.said).toEqual(compared.true)
    expect(await connector.applyAll(plan.operations, "again")).toMatchObject({
      results: [{ state: "already" }],
    })
    expect((await connector.plan(person.identifiers, wanted)).operations).toEqual([])
  })

  storyOf("restrict", "restricts a category in every way it can, and lifts it again", async (trial, part) => {
    for (const way of [{ connector: trial.connector, ...part }, ...(part.others ?? [])]) {
      const { connector, category, isRestricted } = way
      const person = await trial.somebody()
      const held = async () =>
        (await itemsOf(connector, person.identifiers, [category])).map(({ id, value }) => [id, value]).sort()
      const before = await held()
      expect(before.length).toBeGreaterThan(0)
      for (const [op, restricted] of [["restrict", true] as const, ["unrestrict", false] as const]) {
        const { plan, applied, verified } = await carryOut({ ...trial, connector }, person, [
          { op, category },
        ])
        expect(new Set(plan.operations.map((each) => each.op))).toEqual(new Set([op]))
        expect(applied.state).toBe("done")
        expect(verified.held).toBe(true)
        expect(await isRestricted(person)).toBe(restricted)
        // Whoever asks is still answered of all that is held, by the same names.
        expect(await held()).toEqual(before)
        const again = await connector.applyAll(plan.operations, "again")
        const states = again.state === "done" ? again.results.map(({ state }) => state) : [again.state]
        expect(new Set(states)).toEqual(new Set(["already"]))
      }
      // What is corrected or kept in the same plan is found to be so, wherever restricting put it.
      const items = await itemsOf(connector, person.identifiers, [category])
      const { field = "", value = "" } = way.corrected ?? {}
      const item = items.find((each) => each.field === field)?.id ?? ""
      const together: Wanted[] = [
        ...(way.corrected ? [{ op: "correct", category, field, item, value } as const] : []),
        { op: "restrict", category },
        { op: "keep", category },
      ]
      const { plan, applied, verified } = await carryOut({ ...trial, connector }, person, together)
      expect([plan.unplanned, applied.state, verified.held]).toEqual([[], "done", true])
      expect((await connector.applyAll(plan.operations, "again")).state).toBe("done")
      const after = await itemsOf(connector, person.identifiers, [category])
      if (way.corrected) expect(after.find(({ id }) => id === item)).toMatchObject({ field, value })
    }
  })

  storyOf("stop", "stops a purpose and allows it again", async (trial, { purpose, isStopped }) => {
    const person = await trial.somebody()
    for (const [op, stopped] of [["stop", true] as const, ["allow", false] as const]) {
      const { plan, applied, verified } = await carryOut(trial, person, [{ op, purpose }])
      expect(plan.operations.length).toBeGreaterThan(0)
      expect(plan.operations.every((each) => each.op === op && each.purpose === purpose)).toBe(true)
      expect(applied.state).toBe("done")
      expect(verified.held).toBe(true)
      expect(await isStopped(person)).toBe(stopped)
      expect((await trial.connector.applyAll(plan.operations, "again")).state).toBe("done")
    }
  })
}
