import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { SourceRefused } from "../failures"
import type { Entry, Field, RelationalMap } from "../map-schema"
import { overlapFindings } from "../overlap-findings"
import { grantsFor } from "../postgres/grants"
import { checkSchema } from "../schema-check"
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
  await pagila.sql("revoke update (amount) on payment from ukuk_connector")
})

test("a link that the source empties by itself is a step of the plan, and refused where the map does not reach it", async () => {
  await pagila.sql(`create table public.referral (id int primary key, customer_id int not null, how text,
      brought_by int references public.customer on delete set null);
    insert into public.referral values (1, 23, 'by word', 22), (2, 24, 'by word', 23)`)
  const everything = [...new Set(Object.values(pagila.map.entries).flatMap(({ fields }) => fields))].map(
    ({ category }) => category,
  )
  const wanted = [...new Set(everything)].map((category) => ({ op: "erase" as const, category }))
  const who: Identifiers = [{ kind: "customer_id", value: "22" }]
  await expect(pagila.source.plan(who, wanted)).rejects.toThrow(SourceRefused)
  const check = async (map: RelationalMap) =>
    (await checkSchema("shop", map, pagila.connectorUrl)).map(({ reason }) => reason)
  expect(await check(pagila.map)).toEqual([
    'public.referral (brought_by) refers to public.customer, whose rows are erased, and is not in the data map: map it, or name it under "references".',
  ])

  const referrals: Entry = {
    ...{
      table: "public.referral",
      primaryKey: ["id"],
      subject: "customer_id",
      origin: "shop",
      rows: "delete",
    },
    fields: [{ column: "how", category: "brought", field: "how", type: "text" }],
  }
  const mapOf = (entry: Entry) => ({ ...pagila.map, entries: { ...pagila.map.entries, referrals: entry } })
  const silent = mapOf({ ...referrals, refers: ["brought_by"] })
  await pagila.sql(grantsFor(silent))
  expect(await check(silent)).toEqual([
    'public.referral (brought_by) is emptied by the source itself when rows of public.customer go: add "releases" with these columns, so that a plan says it.',
  ])
  expect((await pagila.openWith(silent).plan(who, wanted)).unplanned).toMatchObject([
    { wanted: { category: "person" }, why: "needed", by: ["brought"] },
  ])

  const said = mapOf({ ...referrals, releases: ["brought_by"] })
  await pagila.sql(grantsFor(said))
  expect(await check(said)).toEqual([])
  const source = pagila.openWith(said)
  const plan = await source.plan(who, wanted)
  expect(plan.operations.filter(({ place }) => place.startsWith("public.referral"))).toMatchObject([
    {
      place: "public.referral.brought_by",
      strategy: "detach",
      keys: [{ id: "1" }],
      after: { brought_by: null },
    },
  ])
  expect((await source.applyAll(plan.operations, "detach")).state).toBe("done")
  const verified = await source.verify(who, plan.operations)
  expect(verified).toMatchObject({ held: true })
  expect(await pagila.sql("select * from referral order by 1")).toEqual([
    { id: 1, customer_id: 23, how: "by word", brought_by: null },
    { id: 2, customer_id: 24, how: "by word", brought_by: 23 },
  ])
  await pagila.sql("update referral set brought_by = 5 where id = 1")
  expect(await source.verify(who, plan.operations)).toMatchObject({ held: false })
})
