import { expect } from "vitest"
import type { Wanted } from "../operation"
import { itemsOf, said } from "./reading.fixture"
import type { Person, Telling, Trial } from "./trial.fixture"

/** Plans, carries out and reads again. */
export async function carryOut({ connector }: Trial, { identifiers }: Person, wanted: readonly Wanted[]) {
  const plan = await connector.plan(identifiers, wanted)
  const applied = await connector.applyAll(plan.operations, `carry-out:${plan.plannedAt}`)
  return { plan, applied, verified: await connector.verify(identifiers, plan.operations) }
}

/** Changing: what was planned, once, and nothing else; read again afterwards. */
export function tellChanging(telling: Telling): void {
  tellPlanning(telling)
  tellErasing(telling)
  tellOvertaken(telling)
}

function tellPlanning({ story, storyOf }: Telling): void {
  story("plans nothing where nothing is held or mapped, and says so of each", async (trial) => {
    const { connector, nobody } = trial
    const { identifiers } = await trial.somebody()
    const wanted: Wanted[] = [
      { op: "erase", category: "no_such_category" },
      { op: "correct", category: "no_such_category", field: "no_such_field", value: "1" },
    ]
    for (const who of [identifiers, nobody]) {
      const plan = await connector.plan(who, wanted)
      expect(plan.operations).toEqual([])
      expect(plan.unplanned.map((each) => each.wanted)).toEqual(wanted)
      expect(await connector.applyAll(plan.operations, "nothing")).toEqual({ state: "done", results: [] })
      expect(await connector.verify(who, plan.operations)).toMatchObject({
        held: true,
        operations: [],
        reach: [],
      })
    }
    expect(await connector.plan(identifiers, [])).toMatchObject({ operations: [], unplanned: [] })
  })

  storyOf("erase", "makes the same plan of the same data, and names no value in it", async (trial, erase) => {
    const person = await trial.somebody()
    const wanted: Wanted[] = [{ op: "erase", category: erase.category }]
    const plan = await trial.connector.plan(person.identifiers, wanted)
    expect(plan).toMatchObject({ source: trial.connector.name, subjects: [person.key], unplanned: [] })
    expect(plan.operations.length).toBeGreaterThan(0)
    for (const [position, operation] of plan.operations.entries()) {
      expect(operation).toMatchObject({ position, subject: person.key, source: trial.connector.name })
      expect(operation.count).toBe(Object.values(operation.items).reduce((sum, items) => sum + items, 0))
    }
    const mine = (await trial.truth(person)).filter(({ category }) => category === erase.category)
    const planned = plan.operations.map(({ op, items }) =>
      op === "erase" ? (items[erase.category] ?? 0) : 0,
    )
    expect(planned.reduce((sum, items) => sum + items, 0)).toBe(mine.length)
    const open = JSON.stringify(plan.operations.map(({ keys, ...rest }) => rest))
    for (const { value } of mine)
      if (typeof value === "string" && value.length > 4) expect(open).not.toContain(value)
    expect((await trial.connector.plan(person.identifiers, wanted)).operations).toEqual(plan.operations)
    await erase.disturb(person)
    expect((await trial.connector.plan(person.identifiers, wanted)).operations).not.toEqual(plan.operations)
  })
}

function tellErasing({ storyOf }: Telling): void {
  storyOf(
    "erase",
    "erases a category of one person, once, and finds what was put back",
    async (trial, erase) => {
      const { connector } = trial
      const [person, other] = [await trial.somebody(), await trial.somebody()]
      const others = await itemsOf(connector, other.identifiers)
      const before = await itemsOf(connector, person.identifiers)
      const plan = await connector.plan(person.identifiers, [{ op: "erase", category: erase.category }])
      expect(await connector.verify(person.identifiers, plan.operations)).toMatchObject({ held: false })
      const applied = await connector.applyAll(plan.operations, "erase")
      expect(applied.state === "done" && applied.results.map(({ state }) => state)).toEqual(
        plan.operations.map(() => "done"),
      )
      const verified = await connector.verify(person.identifiers, plan.operations)
      expect(verified).toMatchObject({ held: true, subjects: [person.key] })
      expect(verified.operations.map(({ held }) => held)).toEqual(plan.operations.map(() => true))
      expect(verified.reach).toContainEqual({ category: erase.category, found: 0, kept: 0, held: true })
      expect((await trial.truth(person)).filter(({ category }) => category === erase.category)).toEqual([])
      const taken = new Set(plan.operations.flatMap(({ items }) => Object.keys(items)))
      expect(await itemsOf(connector, person.identifiers)).toEqual(
        before.filter(({ category }) => !taken.has(category)),
      )
      expect(await itemsOf(connector, other.identifiers)).toEqual(others)

      for (const key of ["erase", "another time"]) {
        const again = await connector.applyAll(plan.operations, key)
        expect(again.state).toBe("done")
      }
      for (const operation of plan.operations)
        expect((await connector.apply(operation, "a third time")).state).toBe("already")
      const anew = await connector.plan(person.identifiers, [{ op: "erase", category: erase.category }])
      expect(anew).toMatchObject({ operations: [], unplanned: [{ why: "nothing_held" }] })
      const unheld = await connector.plan(other.identifiers, [{ op: "erase", category: "held_elsewhere" }])
      expect(unheld).toMatchObject({ operations: [], unplanned: [{ why: "nothing_held" }] })

      await erase.putBack(person)
      const late = await connector.verify(person.identifiers, plan.operations)
      expect(late.held).toBe(false)
      expect(late.reach.find(({ category }) => category === erase.category)).toMatchObject({
        held: false,
        kept: 0,
      })
    },
  )

  storyOf(
    "leftover",
    "finds what lies under a person's key when their own row is gone, and erases it",
    async (trial, { leave }) => {
      const { connector } = trial
      const category = trial.erase?.category ?? ""
      const person = await trial.somebody()
      const wanted: Wanted[] = [{ op: "erase", category }]
      const { plan, verified } = await carryOut(trial, person, wanted)
      expect(verified).toMatchObject({ held: true, subjects: [person.key] })

      await leave(person)
      const truth = (await trial.truth(person)).filter((each) => each.category === category)
      expect(truth.length).toBeGreaterThan(0)
      for (const identifiers of [person.identifiers, []])
        expect(await connector.verify(identifiers, plan.operations)).toMatchObject({
          held: false,
          subjects: [person.key],
          reach: [{ category, found: truth.length, kept: 0, held: false }],
        })
      const asked = { identifiers: person.identifiers, categories: [category] }
      const counted = await connector.count(asked)
      expect(counted).toMatchObject({ subjects: [person.key], categories: [{ items: truth.length }] })
      expect((await connector.lastRecorded(asked)).map((each) => each.category)).toEqual([category])
      const compared = await said(trial, person)
      expect(compared.said).toEqual(compared.true)

      const again = await carryOut(trial, person, [...wanted, { op: "stop", purpose: "no_such_purpose" }])
      expect(again.plan).toMatchObject({ subjects: [person.key], unplanned: [{ wanted: { op: "stop" } }] })
      expect(again.verified).toMatchObject({ held: true })
      expect(await connector.count(asked)).toMatchObject({ subjects: [], categories: [] })
    },
  )

  storyOf(
    "erase",
    "says what a plan would do and takes it back, where it can at all",
    async (trial, erase) => {
      const { connector } = trial
      const person = await trial.somebody()
      const before = await itemsOf(connector, person.identifiers)
      const plan = await connector.plan(person.identifiers, [{ op: "erase", category: erase.category }])
      const rehearsed = await connector.rehearseAll?.(plan.operations)
      if (rehearsed)
        expect(rehearsed).toMatchObject({
          state: "done",
          results: plan.operations.map(() => ({ state: "done" })),
        })
      expect(await itemsOf(connector, person.identifiers)).toEqual(before)
      expect(await connector.verify(person.identifiers, plan.operations)).toMatchObject({ held: false })
      expect((await connector.applyAll(plan.operations, "in earnest")).state).toBe("done")
      const after = await connector.rehearseAll?.(plan.operations)
      if (after) expect(after).toMatchObject({ results: plan.operations.map(() => ({ state: "already" })) })
    },
  )

  storyOf("erase", "keeps what is to be kept, counts it, and touches none of it", async (trial, erase) => {
    const { connector } = trial
    const person = await trial.somebody()
    const before = await itemsOf(connector, person.identifiers)
    const { plan, applied, verified } = await carryOut(trial, person, [
      { op: "keep", category: erase.category },
    ])
    expect(plan.operations.map(({ op, strategy }) => [op, strategy])).toEqual(
      plan.operations.map(() => ["keep", "keep"]),
    )
    const kept = plan.operations.reduce((sum, { items }) => sum + (items[erase.category] ?? 0), 0)
    expect(kept).toBe(before.filter(({ category }) => category === erase.category).length)
    expect(applied.state).toBe("done")
    expect(verified.held).toBe(true)
    expect(await itemsOf(connector, person.identifiers)).toEqual(before)
  })
}

function tellOvertaken({ storyOf }: Telling): void {
  storyOf("erase", "does nothing at all where data changed since the plan", async (trial, erase) => {
    const { connector } = trial
    const person = await trial.somebody()
    const plan = await connector.plan(person.identifiers, [{ op: "erase", category: erase.category }])
    await erase.disturb(person)
    const before = await itemsOf(connector, person.identifiers)
    const answer = await connector.applyAll(plan.operations, "late")
    expect(answer.state).toBe("changed")
    expect(answer.state === "changed" && plan.operations).toContainEqual(
      answer.state === "changed" ? answer.changed : null,
    )
    expect(await itemsOf(connector, person.identifiers)).toEqual(before)
    const compared = await said(trial, person)
    expect(compared.said).toEqual(compared.true)
    const fresh = await carryOut(trial, person, [{ op: "erase", category: erase.category }])
    expect(fresh).toMatchObject({ applied: { state: "done" }, verified: { held: true } })
  })
}
