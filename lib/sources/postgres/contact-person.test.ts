import { afterAll, beforeAll, expect, test } from "vitest"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import type { Identifiers } from "../connector"
import { freshLender, type Lender } from "../lender.fixture"

let lender: Lender

beforeAll(async () => {
  lender = await freshLender(12)
  await lender.sql(`insert into core.contact_persons (id, customer_id, full_name, relation, phone, added_at) values
    (900001, 1, 'Сынакова Айгүл', 'relative', '+996700900001', '2025-03-01T10:00:00Z'),
    (900002, 2, 'Айгүл эже', 'acquaintance', '0700900001', '2025-04-01T10:00:00Z'),
    (900003, 1, 'Сынаков Бакыт', 'relative', '+996700900002', '2025-03-01T10:00:00Z')`)
})
afterAll(() => lender.drop())

const source = () => lender.sources.of("lender")
const known = (phone: string): Identifiers => [{ kind: "contact_phone", value: phone }]

test("a contact person is found by any spelling of the phone, in every record it stands in, and nothing else is in reach", async () => {
  const { items, total } = await source().read({ identifiers: known("+996700900001") })
  expect(total).toBe(8)
  expect(items.filter(({ field }) => field === "full_name").map(({ value }) => value)).toEqual([
    "Сынакова Айгүл",
    "Айгүл эже",
  ])
  expect(new Set(items.map(({ category }) => category))).toEqual(new Set(["contact_persons"]))
  expect(items.every(({ origin, thirdPerson }) => origin.by === "another_client" && !thirdPerson)).toBe(true)
  expect(JSON.stringify(items)).not.toContain("customer_id")
  expect(await source().holders(known("+996700900001"))).toEqual(["1", "2"])

  // The customer's own phone, and a phone nobody gave, find nothing by this way.
  for (const phone of ["+996555000001", "+996700900009"]) {
    expect((await source().read({ identifiers: known(phone) })).total).toBe(0)
    expect(await source().holders(known(phone))).toEqual([])
  }
  expect(await source().holders([{ kind: "customer_id", value: "1" }])).toEqual([])
})

test("what a contact person has erased goes from those records alone, and another's item named by its id stays", async () => {
  const mine = known("+996700900001")
  const { items } = await source().read({ identifiers: known("+996700900002") })
  const others = items.map(({ id }) => id)
  const forged = await source().plan(mine, [{ op: "erase", category: "contact_persons", items: others }])
  expect(forged.operations).toEqual([])
  expect((await source().plan(mine, [{ op: "erase", category: "mobile_phone" }])).operations).toEqual([])
  expect(
    (await source().plan(mine, [{ op: "restrict", category: "contact_persons" }])).unplanned,
  ).toMatchObject([{ why: "not_mapped" }])

  const { operations } = await source().plan(mine, [{ op: "erase", category: "contact_persons" }])
  expect(operations.map(({ place, strategy, count }) => ({ place, strategy, count }))).toEqual([
    { place: "core.contact_persons", strategy: "delete", count: 4 },
    { place: "core.contact_persons", strategy: "delete", count: 4 },
  ])
  expect((await source().applyAll(operations, "once")).state).toBe("done")
  expect((await source().applyAll(operations, "once")).state).toBe("done")
  expect(await source().verify(mine, operations)).toMatchObject({ held: true })
  const left = await lender.sql("select id::int from core.contact_persons where id > 900000")
  expect(left).toEqual([{ id: 900003 }])
})

test("a corrected name is written into the other person's record; the phone itself cannot be", async () => {
  const mine = known("+996700900002")
  const wanted = {
    op: "correct",
    category: "contact_persons",
    field: "full_name",
    value: "Сынаков Б.",
  } as const
  const { operations } = await source().plan(mine, [wanted])
  expect((await source().applyAll(operations, "name")).state).toBe("done")
  expect(await lender.sql("select full_name from core.contact_persons where id = 900003")).toEqual([
    { full_name: "Сынаков Б." },
  ])
  const phone = { ...wanted, field: "phone", value: "+996700900003" }
  expect((await source().plan(mine, [phone])).unplanned).toMatchObject([{ why: "not_mapped" }])
})

test("where the row is somebody's order, the recipient's name and phone are emptied and the order stays", async () => {
  const here: FolderDeployment = await folderDeployment("policies/qlever")
  const shop = [...here.sources.values()][0]
  const { rows } = (await shop?.query<{ phone: string; n: number }>(
    "select recipient_phone as phone, count(*)::int as n from shop.orders where recipient_phone is not null group by 1 order by 1 limit 1",
  )) ?? { rows: [] }
  const [first] = rows
  if (!first) throw new Error("the demo has no recipient")
  const [one] = here.house.sourcesOf(here.inForce).all()
  const mine = known(first.phone)
  const { operations } = (await one?.plan(mine, [{ op: "erase", category: "order_recipient" }])) ?? {
    operations: [],
  }
  expect((await one?.applyAll(operations, "gone"))?.state).toBe("done")
  expect(await one?.verify(mine, operations)).toMatchObject({ held: true })
  const after = await shop?.query("select 1 from shop.orders where recipient_phone = $1", [first.phone])
  expect(after?.rowCount).toBe(0)
  expect(operations.reduce((sum, { keys }) => sum + keys.length, 0)).toBe(first.n)
  await here.close()
})
