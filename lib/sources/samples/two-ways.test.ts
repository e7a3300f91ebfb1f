import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import type { Entry, Field } from "../map-schema"
import { overlapFindings } from "../overlap-findings"
import { grantsFor } from "../postgres/grants"
import { freshPagila } from "./pagila.fixture"

let pagila: Awaited<ReturnType<typeof freshPagila>>
beforeAll(async () => {
  pagila = await freshPagila()
})
afterAll(() => pagila?.drop())

const person: Identifiers = [{ kind: "customer_id", value: "21" }]
const staff: Field = { column: "staff_id", category: "activity", field: "by", type: "number" }

/** The payments by their customer as well as by the rental they paid for, with what each way finds in them. */
async function paidTwice(first: readonly Field[], again: readonly Field[]) {
  const { path: _byRental, ...payments } = pagila.map.entries.payments as Entry
  const entries = {
    ...pagila.map.entries,
    payments: { ...(pagila.map.entries.payments as Entry), fields: [...first] },
    again: { ...payments, fields: [...again] },
  }
  const findings = overlapFindings(entries, ["entries"]).map(
    ({ path, reason }) => `${path.join(".")}: ${reason}`,
  )
  const map = { ...pagila.map, entries }
  await pagila.sql(grantsFor(map))
  return { source: pagila.openWith(map), findings }
}

const amounts = () =>
  pagila.sql(
    "select amount::text, staff_id from payment where customer_id = 21 order by payment_date, payment_id",
  )

test("a row that a second way finds under another category is not taken with the first", async () => {
  const [amount] = (pagila.map.entries.payments as Entry).fields as [Field, Field]
  const held = await amounts()
  const clashing = await paidTwice([amount], [{ ...amount, category: "activity" }])
  expect(clashing.findings).toEqual([
    'entries.again.fields.0.category: "amount" is "activity" here and "payments" in "payments": it is one of them, or the entries need a "where" that tells their rows apart.',
  ])
  const wanted = { op: "erase", category: "payments" } as const
  const activity = { op: "erase", category: "activity" } as const
  expect(await clashing.source.plan(person, [wanted])).toMatchObject({
    operations: [],
    unplanned: [{ wanted, why: "not_mapped" }],
  })

  const emptied = await paidTwice([{ ...amount, erase: { fixed: 0 } }], [staff])
  expect(emptied.findings).toEqual([])
  const plan = await emptied.source.plan(person, [wanted])
  expect(plan.unplanned).toEqual([])
  expect(plan.operations.map(({ place, strategy, items }) => ({ place, strategy, items }))).toEqual([
    { place: "public.payment.amount", strategy: "fixed", items: { payments: held.length } },
  ])
  expect((await emptied.source.applyAll(plan.operations, "one")).state).toBe("done")
  expect(await emptied.source.verify(person, plan.operations)).toMatchObject({ held: true })
  expect(await amounts()).toEqual(held.map(({ staff_id }) => ({ amount: "0.00", staff_id })))

  // Both wanted, the rows go, once, with what both ways find in them.
  const both = await emptied.source.plan(person, [wanted, activity])
  const [rows] = both.operations.filter(({ place }) => place === "public.payment")
  expect(both.operations.filter(({ place }) => place === "public.payment")).toHaveLength(1)
  expect(rows).toMatchObject({ strategy: "delete", items: { activity: held.length } })
  expect((await emptied.source.applyAll(both.operations, "two")).state).toBe("done")
  expect(await emptied.source.verify(person, both.operations)).toMatchObject({ held: true })
  expect(await amounts()).toEqual([])
})
