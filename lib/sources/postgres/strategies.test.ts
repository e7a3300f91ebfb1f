import { afterAll, beforeAll, expect, test } from "vitest"
import type { Connector, Identifiers } from "../connector"
import { Quarantined } from "../failures"
import { freshLender, type Lender } from "../lender.fixture"
import { DataMap, type Entry, type RelationalMap } from "../map-schema"
import { openSources } from "../registry"
import { relational } from "../relational.fixture"
import { checkSchema } from "../schema-check"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(60)
})
afterAll(() => lender.drop())

const person = (id: unknown): Identifiers => [{ kind: "customer_id", value: String(id) }]

/** The lender's map with one entry changed, opened with the owner's rights. */
function opened(
  name: string,
  change: (entry: Entry) => void,
  pepper = "of tests",
): { source: Connector; map: RelationalMap; close(): Promise<void> } {
  const map = DataMap.parse(structuredClone(lender.map))
  const entry = relational(map.sources.lender).entries[name]
  if (!entry) throw new Error(`no entry ${name}`)
  change(entry)
  const sources = openSources(map, { LENDER_URL: lender.ownerUrl }, { pepper })
  return { source: sources.of("lender"), map: relational(map.sources.lender), close: () => sources.close() }
}

async function erase(source: Connector, id: number, category: string) {
  const plan = await source.plan(person(id), [{ op: "erase", category }])
  const applied = await source.applyAll(plan.operations, "erase")
  const again = await source.applyAll(plan.operations, "again")
  expect(again.state === "done" && again.results.every(({ state }) => state === "already")).toBe(true)
  return { plan, applied, verified: await source.verify(person(id), plan.operations) }
}

test("another value of the same shape, a digest of the key, and a year stand in for a value, and are not it", async () => {
  const { source, close } = opened("customers", (entry) => {
    for (const field of entry.fields) {
      if (field.field === "phone") field.erase = "random_same_shape"
      if (field.field === "birth_date") field.erase = "truncate_date"
      if (field.field === "email") field.erase = "hash"
    }
  })
  const [before] = await lender.sql("select mobile_phone from core.customers where customer_id = 10")
  await lender.sql(
    "update core.customers set birth_date = '1990-05-15', email = 'a@borrower.example' where customer_id = 10",
  )
  for (const category of ["mobile_phone", "birth_date", "email"]) {
    const { applied, plan } = await erase(source, 10, category)
    expect(applied.state).toBe("done")
    expect(plan.operations.length).toBe(1)
  }
  const [after] = await lender.sql(
    "select mobile_phone, birth_date::text, email from core.customers where customer_id = 10",
  )
  expect(after?.mobile_phone).toMatch(/^\+\d{12}$/)
  expect(after?.mobile_phone).not.toBe(before?.mobile_phone)
  expect(after?.birth_date).toBe("1990-01-01")
  expect(after?.email).toMatch(/^[0-9a-f]{32}$/)
  const { items } = await source.read({ identifiers: person(10), categories: ["email"] })
  expect(items).toEqual([])
  await close()
})

test("a short value is shown whatever it is, and what stands for it is long enough to be no real one", async () => {
  await lender.sql(`update core.customers set email = (customer_id % 10)::text;
    alter table core.customers add column initial text generated always as (left(email, 1)) stored`)
  const { source, close } = opened("customers", (entry) => {
    const email = entry.fields.find(({ field }) => field === "email")
    if (!email) throw new Error("no e-mail")
    email.erase = "random_same_shape"
    entry.fields.push({ ...email, column: "initial", field: "initial", erase: "derived" })
  })
  const ids = await lender.sql("select customer_id from core.customers order by 1")
  const hidden: unknown[] = []
  for (const { customer_id: id } of ids) {
    const { categories } = await source.count({ identifiers: person(id), categories: ["email"] })
    if (categories[0]?.items !== 2) hidden.push(id)
  }
  expect(hidden).toEqual([])
  const masks = async (ofKey: Connector) => {
    const found = new Map<unknown, unknown>()
    for (const { customer_id: id } of ids.slice(10, 14)) {
      const { applied, verified } = await erase(ofKey, Number(id), "email")
      expect([applied.state, verified.held]).toEqual(["done", true])
      const [row] = await lender.sql("select email from core.customers where customer_id = $1", [id])
      found.set(id, row?.email)
      expect((await ofKey.read({ identifiers: person(id), categories: ["email"] })).items).toEqual([])
    }
    return [...found.values()]
  }
  const first = await masks(source)
  for (const mask of first) expect(mask).toMatch(/^\d{10}$/)
  await close()
  await lender.sql("alter table core.customers drop column initial")

  // Another deployment's key makes others of the same rows.
  await lender.sql("update core.customers set email = '7'")
  for (const way of ["random_same_shape", "hash"] as const) {
    const made: unknown[][] = []
    for (const pepper of ["one", "two"]) {
      const change = (entry: Entry) => {
        for (const field of entry.fields) if (field.field === "email") field.erase = way
      }
      const other = opened("customers", change, pepper)
      made.push(await masks(other.source))
      await other.close()
      await lender.sql("update core.customers set email = '7'")
    }
    expect(made[0]?.filter((mask) => made[1]?.includes(mask))).toEqual([])
  }
})

test("a column too narrow for a mask that is no real value is named, and its values are not said to be erased", async () => {
  await lender.sql(
    "alter table core.customers add column code varchar(7); update core.customers set code = '7'",
  )
  const { source, map, close } = opened("customers", (entry) => {
    const email = entry.fields.find(({ field }) => field === "email")
    if (email) Object.assign(email, { column: "code", erase: "random_same_shape" })
  })
  const wanted = { op: "erase", category: "email" } as const
  expect(await source.plan(person(10), [wanted])).toMatchObject({
    operations: [],
    unplanned: [{ wanted, why: "not_mapped" }],
  })
  await close()
  const reasons = (await checkSchema("lender", map, lender.connectorUrl)).map(({ reason }) => reason)
  expect(reasons).toContain(
    'The column "code" takes 7 signs, and "random_same_shape" needs 10: with fewer, a real value is now and then the same by chance, and would be taken for erased. Erase it with "fixed: VALUE".',
  )
  await lender.sql("alter table core.customers drop column code")
})

test("a path inside jsonb is read, corrected and erased without touching what lies beside it", async () => {
  const { source, close } = opened("loan_applications", (entry) => {
    entry.fields = [
      {
        column: "questionnaire",
        path: ["goal"],
        category: "loan_application",
        field: "channel",
        type: "text",
        correct: true,
        erase: "null",
      },
      {
        column: "questionnaire",
        path: ["dependants"],
        category: "marital_status",
        field: "marital_status",
        type: "number",
        erase: "null",
      },
    ]
  })
  const [row] = await lender.sql(
    "select app_id, customer_id, questionnaire from core.loan_applications where questionnaire ? 'goal' and customer_id > 4 and customer_id in (select customer_id from core.loan_applications group by 1 having count(*) = 1) limit 1",
  )
  const id = Number(row?.customer_id)
  const held = await source.read({ identifiers: person(id), categories: ["loan_application"] })
  expect(held.items).toMatchObject([{ place: "core.loan_applications.questionnaire.goal" }])
  const correct = await source.plan(person(id), [
    { op: "correct", category: "loan_application", field: "channel", value: "башка" },
  ])
  expect((await source.applyAll(correct.operations, "goal")).state).toBe("done")
  const { verified } = await erase(source, id, "marital_status")
  expect(verified.operations.every((each) => each.held)).toBe(true)
  const [after] = await lender.sql("select questionnaire from core.loan_applications where app_id = $1", [
    row?.app_id,
  ])
  const { dependants: _gone, ...rest } = Object(row?.questionnaire)
  expect(after?.questionnaire).toEqual({ ...rest, goal: "башка" })
  await close()
})

test("a row that has become another person's since the plan stops everything", async () => {
  const source = lender.sources.of("lender")
  const [worker] = await lender.sql(
    "select id, customer_id from core.employment where customer_id > 20 limit 1",
  )
  const plan = await source.plan(person(worker?.customer_id), [{ op: "erase", category: "workplace" }])
  await lender.sql("update core.employment set customer_id = 2 where id = $1", [worker?.id])
  await expect(source.applyAll(plan.operations, "moved")).rejects.toThrow(Quarantined)
  expect(await lender.sql("select customer_id from core.employment where id = $1", [worker?.id])).toEqual([
    { customer_id: "2" },
  ])
})

test("a row that somebody else's kept row needs stays, and is said to be needed", async () => {
  const source = lender.sources.of("lender")
  const [other] = await lender.sql(
    "select loan_no, customer_id from core.loans where payout_account_id is not null and customer_id > 10 limit 1",
  )
  const [account] = await lender.sql(
    "insert into core.bank_accounts (customer_id, bank_name, account_no, added_at) values (5, 'Сыноо банкы', '1', now()) returning account_id",
  )
  await lender.sql("update core.loans set payout_account_id = $1 where loan_no = $2", [
    account?.account_id,
    other?.loan_no,
  ])
  const plan = await source.plan(person(5), [{ op: "erase", category: "bank_account" }])
  expect(plan.unplanned).toMatchObject([{ why: "needed", by: expect.arrayContaining(["loan_agreement"]) }])
  expect(plan.operations.filter(({ op }) => op === "keep")).toMatchObject([
    { keys: [{ account_id: account?.account_id }] },
  ])
  expect((await source.applyAll(plan.operations, "needed")).state).toBe("done")
  expect(await source.verify(person(5), plan.operations)).toMatchObject({ held: true })
  expect(
    await lender.sql("select account_id from core.bank_accounts where account_id = $1", [
      account?.account_id,
    ]),
  ).toHaveLength(1)
})
