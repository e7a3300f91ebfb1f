import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { ValueDoesNotFit } from "../failures"
import { freshLender, type Lender } from "../lender.fixture"
import type { Wanted } from "../operation"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(120)
})
afterAll(() => lender.drop())

const source = () => lender.sources.of("lender")
const person = (id: unknown): Identifiers => [{ kind: "customer_id", value: String(id) }]
const held = async (id: unknown, category: string, field: string) =>
  (await source().read({ identifiers: person(id), categories: [category] })).items
    .filter((item) => item.field === field)
    .map(({ value }) => value)

async function correct(id: unknown, wanted: Wanted[]) {
  const plan = await source().plan(person(id), wanted)
  const applied = await source().applyAll(plan.operations, "correct")
  const verified = await source().verify(person(id), plan.operations)
  return { plan, applied, verified }
}

test("a new e-mail is written, read back, and written only once", async () => {
  const { plan, applied, verified } = await correct(1, [
    { op: "correct", category: "email", field: "email", value: "new@borrower.example" },
  ])
  expect(plan.operations).toMatchObject([
    {
      op: "correct",
      strategy: "set",
      place: "core.customers.email",
      after: { email: "new@borrower.example" },
    },
  ])
  expect(applied.state).toBe("done")
  expect(verified).toMatchObject({ held: true })
  expect(await held(1, "email", "email")).toEqual(["new@borrower.example"])
  const [operation] = plan.operations
  expect(operation && (await source().apply(operation, "again")).state).toBe("already")
  expect(
    (
      await source().plan(person(1), [
        { op: "correct", category: "email", field: "email", value: "new@borrower.example" },
      ])
    ).operations,
  ).toEqual([])
  const [row] = await lender.sql(
    "select updated_at > now() at time zone 'Asia/Bishkek' - interval '1 minute' as touched from core.customers where customer_id = 1",
  )
  expect(row?.touched).toBe(true)
})

test("a value the column cannot hold is refused when planned, names no value, and changes nothing", async () => {
  const before = await held(2, "pin", "pin")
  const long: Wanted = { op: "correct", category: "pin", field: "pin", value: "215011990000011" }
  const failure = await source()
    .plan(person(2), [long])
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ValueDoesNotFit)
  expect(String(failure)).not.toContain("215011990000011")
  const wrong: Wanted[] = [
    { op: "correct", category: "birth_date", field: "birth_date", value: "not a date" },
    { op: "correct", category: "marital_status", field: "marital_status", value: "unheard_of" },
    { op: "correct", category: "name", field: "surname", value: null },
  ]
  for (const each of wanted(wrong))
    await expect(source().plan(person(2), each)).rejects.toThrow(ValueDoesNotFit)
  expect(await held(2, "pin", "pin")).toEqual(before)
})
const wanted = (list: Wanted[]): Wanted[][] => list.map((each) => [each])

test("where the person has several, the item must be named; what the map does not correct is said", async () => {
  await lender.sql(
    "insert into core.bank_accounts (customer_id, bank_name, account_no, added_at) values (3, 'Сыноо банкы', '1', now()), (3, 'Сыноо банкы', '2', now())",
  )
  const several: Wanted = { op: "correct", category: "bank_account", field: "account_number", value: "3" }
  const plan = await source().plan(person(3), [
    several,
    { op: "correct", category: "scoring", field: "outcome", value: "approve" },
  ])
  expect(plan.operations).toEqual([])
  expect(plan.unplanned.map(({ why }) => why)).toEqual(["ambiguous", "not_mapped"])
  const { items } = await source().read({ identifiers: person(3), categories: ["bank_account"] })
  const item = items.find(({ value }) => value === "2")
  const { verified } = await correct(3, [{ ...several, item: item?.id ?? "" }])
  expect(verified.held).toBe(true)
  expect(await held(3, "bank_account", "account_number")).toContain("3")
  expect(await held(3, "bank_account", "account_number")).toContain("1")
})

test("an address nobody else has is corrected in place, a shared one on a copy", async () => {
  const residents = await lender.sql(
    "select customer_id as id from core.customer_addresses where kind = 'residence' and customer_id > 10 group by 1 having count(*) = 1 order by 1 limit 2",
  )
  const [one, two] = residents.map(({ id }) => id)
  await lender.sql(
    "update core.customer_addresses set addr_id = (select max(addr_id) from core.customer_addresses where customer_id = $1) where customer_id in ($1, $2)",
    [one, two],
  )
  const [shared] = await lender.sql(
    "select addr_id from core.customer_addresses where customer_id = $1 limit 1",
    [one],
  )
  const wantedAddress: Wanted[] = [
    { op: "correct", category: "residence_address", field: "street", value: "Жаңы көчө" },
    { op: "correct", category: "residence_address", field: "house", value: "7" },
  ]
  const others = await held(two, "residence_address", "street")
  const split = await correct(one, wantedAddress)
  expect(split.plan.operations).toMatchObject([{ strategy: "split", fields: ["street", "house"] }])
  expect(split.verified.held).toBe(true)
  expect(await held(one, "residence_address", "street")).toEqual(["Жаңы көчө"])
  expect(await held(two, "residence_address", "street")).toEqual(others)
  const [own] = await lender.sql(
    "select addr_id from core.customer_addresses where customer_id = $1 and kind = 'residence'",
    [one],
  )
  expect(own?.addr_id).not.toBe(shared?.addr_id)
  const applied = await source().applyAll(split.plan.operations, "twice")
  expect(applied.state === "done" && applied.results).toMatchObject([{ state: "already" }])

  const place = await correct(one, [
    { op: "correct", category: "residence_address", field: "flat", value: "12" },
  ])
  expect(place.plan.operations).toMatchObject([{ strategy: "set" }])
  const [same] = await lender.sql(
    "select addr_id, flat from core.customer_addresses join core.address using (addr_id) where customer_id = $1 and kind = 'residence'",
    [one],
  )
  expect(same).toEqual({ addr_id: own?.addr_id, flat: "12" })
})

test("two tabs: the second correction finds the first one's change and does nothing", async () => {
  const first = await source().plan(person(5), [
    { op: "correct", category: "email", field: "email", value: "a@borrower.example" },
  ])
  const second = await source().plan(person(5), [
    { op: "correct", category: "email", field: "email", value: "b@borrower.example" },
  ])
  const answers = await Promise.all([
    source().applyAll(first.operations, "a"),
    source().applyAll(second.operations, "b"),
  ])
  expect(answers.map(({ state }) => state).sort()).toEqual(["changed", "done"])
})
