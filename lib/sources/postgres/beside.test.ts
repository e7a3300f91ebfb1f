import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { heldCategories } from "../holdings"
import { freshLender, type Lender } from "../lender.fixture"
import type { Wanted } from "../operation"
import { relational } from "../relational.fixture"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(30)
})
afterAll(() => lender.drop())

const source = () => lender.sources.of("lender")
const person = (id: number): Identifiers => [{ kind: "customer_id", value: String(id) }]
const erase = (...categories: string[]) => categories.map((category): Wanted => ({ op: "erase", category }))

const trigger = (body: string) =>
  lender.sql(`
    create or replace function core.follows() returns trigger language plpgsql security definer as $$
    begin ${body} return old; end $$;
    create or replace trigger follows after delete on core.contact_persons for each row execute function core.follows()`)

const contacts = async (id: number) => (await source().plan(person(id), erase("contact_persons"))).operations

test("whatever is erased or restricted, what follows by the map's own word is not beside it", async () => {
  const all = heldCategories(relational(lender.map.sources.lender))
  for (const id of [1, 20])
    for (const wanted of [
      ...all.map((each) => erase(each)),
      erase(...all),
      [{ op: "restrict", category: "email" }],
    ]) {
      const { operations } = await source().plan(person(id), wanted as Wanted[])
      if (operations.length === 0) continue
      const tried = await source().rehearseAll?.(operations, [])
      expect([id, wanted, tried?.state, tried?.state === "changed" && tried.beside]).toEqual([
        id,
        wanted,
        "done",
        false,
      ])
    }
})

test("a change keeps nothing where the source changes more with it, by one value of a row or by the row, until that was shown", async () => {
  await trigger(
    "update core.expenses set amount = 999999 where customer_id = old.customer_id and line_no = 1;",
  )
  const amounts = () =>
    lender.sql("select line_no, amount from core.expenses where customer_id = 1 order by 1")
  const before = await amounts()
  const operations = await contacts(1)
  const changed = [{ category: "expenses", items: 1, is: "changed" }] as const
  expect(await source().applyAll(operations, "one", [])).toMatchObject({ state: "changed", beside: changed })
  const fewer = [{ category: "expenses", items: 1, is: "gone" }] as const
  expect(await source().applyAll(operations, "one", fewer)).toMatchObject({ beside: changed })
  expect([await amounts(), await contacts(1)]).toEqual([before, operations])
  expect(await source().applyAll(operations, "two", changed)).toMatchObject({ state: "done" })
  expect(await amounts()).toEqual([{ ...before[0], amount: "999999.00" }, ...before.slice(1)])
  const again = await source().applyAll(operations, "three", [])
  expect(again.state === "done" && again.results.every(({ state }) => state === "already")).toBe(true)
})

test("rows that come with a change, and a row written again as it was, are nothing beside it", async () => {
  await trigger(`
    insert into core.expenses values (old.customer_id, 9, 'rent', 1, '2026-01-01') on conflict do nothing;
    update core.expenses set amount = amount where customer_id = old.customer_id;`)
  const operations = await contacts(2)
  expect(await source().applyAll(operations, "four", [])).toMatchObject({ state: "done" })
  expect(await lender.sql("select amount from core.expenses where customer_id = 2 and line_no = 9")).toEqual([
    { amount: "1.00" },
  ])
})

test("without a word on what was shown nobody compares", async () => {
  await trigger("delete from core.expenses where customer_id = old.customer_id;")
  const operations = await contacts(3)
  expect(await source().applyAll(operations, "five", [])).toMatchObject({
    beside: [{ category: "expenses", is: "gone" }],
  })
  expect(await source().applyAll(operations, "six")).toMatchObject({ state: "done" })
})
