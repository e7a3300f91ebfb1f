import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { SourceUnreachable } from "../failures"
import { heldCategories } from "../holdings"
import { freshLender, type Lender } from "../lender.fixture"
import type { Wanted } from "../operation"
import { relational } from "../relational.fixture"

let lender: Lender
beforeAll(async () => {
  lender = await freshLender(200)
})
afterAll(() => lender.drop())

const source = () => lender.sources.of("lender")
const person = (id: unknown): Identifiers => [{ kind: "customer_id", value: String(id) }]
const itemsOf = async (id: unknown, of = lender) =>
  (await of.sources.of("lender").read({ identifiers: person(id), page: { offset: 0, limit: 10_000 } })).items

const everything = (): Wanted[] =>
  heldCategories(relational(lender.map.sources.lender)).map((category) => ({ op: "erase", category }))

/** Every row of every table as text; times the connector itself sets are left out. */
async function dump(of: Lender): Promise<Record<string, string[]>> {
  const tables = await of.sql(
    "select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('core', 'risk', 'web') and table_name <> 'batch_log' order by 1",
  )
  const rows: Record<string, string[]> = {}
  for (const { name } of tables) {
    const found = await of.sql(`select (to_jsonb(t) - 'updated_at')::text as row from ${name} t order by 1`)
    rows[String(name)] = found.map(({ row }) => String(row))
  }
  return rows
}

test("erases everything of one person in the order foreign keys ask, and nothing of anybody else", async () => {
  const others = [1, 2, 4, 20, 21, 22, 23, 24]
  const before = await Promise.all(others.map((id) => itemsOf(id)))
  const plan = await source().plan(person(3), everything())
  expect(plan.unplanned.every(({ why }) => why === "nothing_held")).toBe(true)
  const again = await source().plan(person(3), everything())
  expect(again.operations).toEqual(plan.operations)
  const position = (entry: string) => plan.operations.find((each) => each.entry === entry)?.position ?? -1
  for (const [child, parent] of [
    ["payments", "instalments"],
    ["instalments", "loans"],
    ["loans", "offers"],
    ["offers", "loan_applications"],
    ["page_requests", "site_sessions"],
  ] as const) {
    expect(position(child)).toBeGreaterThanOrEqual(0)
    expect(position(child)).toBeLessThan(position(parent))
  }
  expect(JSON.stringify(plan.operations)).not.toContain("21503199000003")

  expect(await source().verify(person(3), plan.operations)).toMatchObject({ held: false })
  expect((await source().applyAll(plan.operations, "first")).state).toBe("done")
  const verified = await source().verify(person(3), plan.operations)
  expect(verified).toMatchObject({ held: true, subjects: ["3"] })
  expect(verified.reach.every(({ found }) => found === 0)).toBe(true)
  expect(await itemsOf(3)).toEqual([])
  expect(
    await lender.sql("select last_name, pin, mobile_phone, photo from core.customers where customer_id = 3"),
  ).toEqual([{ last_name: "erased", pin: null, mobile_phone: null, photo: null }])
  expect((await source().plan(person(3), everything())).operations).toEqual([])
  expect(await Promise.all(others.map((id) => itemsOf(id)))).toEqual(before)

  const repeated = await source().applyAll(plan.operations, "second")
  expect(repeated.state === "done" && repeated.results.every(({ state }) => state === "already")).toBe(true)
})

test("stopped between any two operations and run again, it ends as if it had never stopped", async () => {
  const [calm, disturbed] = await Promise.all([freshLender(60), freshLender(60)])
  try {
    const whole = await calm.sources.of("lender").plan(person(10), everything())
    await calm.sources.of("lender").applyAll(whole.operations, "calm")
    const connector = disturbed.sources.of("lender")
    const plan = await connector.plan(person(10), everything())
    expect(plan.operations).toEqual(whole.operations)
    for (const stop of [3, 7, plan.operations.length - 2]) {
      for (const operation of plan.operations.slice(0, stop)) {
        expect((await connector.apply(operation, "again")).state).not.toBe("changed")
      }
    }
    const rest = await connector.applyAll(plan.operations, "again")
    expect(rest.state === "done" && rest.results.map(({ state }) => state)).toContain("already")
    expect(await connector.verify(person(10), plan.operations)).toMatchObject({ held: true })
    expect(await dump(disturbed)).toEqual(await dump(calm))
  } finally {
    await Promise.all([calm.drop(), disturbed.drop()])
  }
})

test("data changed since the plan: nothing at all is done", async () => {
  const [worker] = await lender.sql(
    "select customer_id as id from core.employment where customer_id between 25 and 60 limit 1",
  )
  const id = worker?.id
  const plan = await source().plan(person(id), everything())
  const before = await itemsOf(id)
  await lender.sql("update core.employment set job_title = 'башка' where customer_id = $1", [id])
  const answer = await source().applyAll(plan.operations, "late")
  expect(answer).toMatchObject({ state: "changed", changed: { entry: "employment" } })
  const after = await itemsOf(id)
  expect(after.length).toBe(before.length)
  await lender.sql(
    "insert into core.incomes (customer_id, income_kind, amount, declared_at) values ($1, 'pension', 900, '2026-01-01')",
    [id],
  )
  const fresh = await source().plan(person(id), everything())
  expect((await source().applyAll(fresh.operations, "fresh")).state).toBe("done")
  await lender.sql(
    "insert into core.incomes (customer_id, income_kind, amount, declared_at) values ($1, 'pension', 800, '2026-01-02')",
    [id],
  )
  const late = await source().verify(person(id), fresh.operations)
  expect(late.held).toBe(false)
  expect(late.reach.find(({ category }) => category === "income")).toMatchObject({ found: 4, held: false })
})

test("a connection cut in the middle leaves nothing half done, and the next run does it", async () => {
  const plan = await source().plan(person(12), everything())
  const before = await itemsOf(12)
  const { default: pg } = await import("pg")
  const blocker = new pg.Client({ connectionString: lender.ownerUrl })
  await blocker.connect()
  await blocker.query("begin")
  await blocker.query("select 1 from core.customers where customer_id = 12 for update")
  const running = source()
    .applyAll(plan.operations, "cut")
    .catch((error: unknown) => error)
  for (let cut = 0; cut === 0; ) {
    const [row] = await lender.sql(
      "select count(pg_terminate_backend(pid))::int as cut from pg_stat_activity where usename = 'ukuk_connector' and wait_event_type = 'Lock' and datname = current_database()",
    )
    cut = Number(row?.cut)
  }
  expect(await running).toBeInstanceOf(SourceUnreachable)
  await blocker.query("rollback")
  await blocker.end()
  expect(await itemsOf(12)).toEqual(before)
  expect((await source().applyAll(plan.operations, "cut")).state).toBe("done")
  expect(await itemsOf(12)).toEqual([])
})

test("of an address two people share, only the one's link is cut", async () => {
  await lender.sql(
    "update core.customer_addresses set addr_id = (select addr_id from core.customer_addresses where customer_id = 13 and kind = 'residence' limit 1) where customer_id = 14",
  )
  const seen = await itemsOf(14)
  const plan = await source().plan(person(13), [{ op: "erase", category: "residence_address" }])
  expect(plan.operations[0]).toMatchObject({ strategy: "detach", place: "core.customer_addresses" })
  expect((await source().applyAll(plan.operations, "links")).state).toBe("done")
  expect(await source().verify(person(13), plan.operations)).toMatchObject({ held: true })
  expect(await itemsOf(14)).toEqual(seen)
  const [shared] = await lender.sql(
    "select addr_id from core.customer_addresses where customer_id = 14 limit 1",
  )
  const both: Wanted[] = [
    { op: "erase", category: "residence_address" },
    { op: "erase", category: "registered_address" },
  ]
  const last = await source().plan(person(14), both)
  const others = await lender.sql(
    "select 1 from core.customer_addresses where addr_id = $1 and customer_id <> 14",
    [shared?.addr_id],
  )
  expect((await source().applyAll(last.operations, "last")).state).toBe("done")
  const left = await lender.sql("select 1 from core.address where addr_id = $1", [shared?.addr_id])
  expect(left.length).toBe(others.length === 0 ? 0 : 1)
})

test("a category alone leaves the other categories of the same rows", async () => {
  await lender.sql(
    "insert into core.incomes (customer_id, income_kind, amount, day_of_month, declared_at) values (15, 'salary', 100, 5, '2026-01-01')",
  )
  const wanted: Wanted[] = [
    { op: "erase", category: "income" },
    { op: "erase", category: "ip_address" },
    { op: "keep", category: "access_time" },
  ]
  const plan = await source().plan(person(15), wanted)
  expect(plan.operations.find(({ op }) => op === "keep")).toMatchObject({
    category: "access_time",
    strategy: "keep",
    afterHash: null,
  })
  const before = await source().count({
    identifiers: person(15),
    categories: ["income_date", "access_time", "browser"],
  })
  expect((await source().applyAll(plan.operations, "some")).state).toBe("done")
  expect(await source().verify(person(15), plan.operations)).toMatchObject({ held: true })
  const after = await source().count({
    identifiers: person(15),
    categories: ["income_date", "access_time", "browser", "income", "ip_address"],
  })
  expect(after.categories).toEqual(before.categories)
})

test("one item alone can go; an account a kept loan was paid to goes, and the loan stays", async () => {
  const [borrower] = await lender.sql(
    "select customer_id from core.loans where payout_account_id is not null and customer_id > 20 limit 1",
  )
  const id = borrower?.customer_id
  const loans = await lender.sql("select loan_no, principal from core.loans where customer_id = $1", [id])
  const plan = await source().plan(person(id), [{ op: "erase", category: "bank_account" }])
  expect(plan.operations.map(({ strategy, place }) => [strategy, place])).toEqual([
    ["detach", "core.loans.payout_account_id"],
    ["delete", "core.bank_accounts"],
  ])
  expect((await source().applyAll(plan.operations, "account")).state).toBe("done")
  expect(await source().verify(person(id), plan.operations)).toMatchObject({ held: true })
  expect(await lender.sql("select loan_no, principal from core.loans where customer_id = $1", [id])).toEqual(
    loans,
  )

  const contacts = (await itemsOf(1)).filter(({ category }) => category === "contact_persons")
  const [first] = contacts
  const mine = contacts.filter(({ key }) => key.id === first?.key.id).map(({ id: item }) => item)
  const one = await source().plan(person(1), [{ op: "erase", category: "contact_persons", items: mine }])
  expect(one.operations).toMatchObject([
    { strategy: "delete", items: { contact_persons: mine.length }, keys: [{ id: first?.key.id }] },
  ])
  expect((await source().applyAll(one.operations, "contact")).state).toBe("done")
  expect((await itemsOf(1)).filter(({ category }) => category === "contact_persons").length).toBe(
    contacts.length - mine.length,
  )
})

test("a loan erased under its kept payments loses its contents, not its row", async () => {
  const [borrower] = await lender.sql(
    "select l.customer_id from core.loans l join core.payments p using (loan_no) where l.customer_id > 30 limit 1",
  )
  const id = borrower?.customer_id
  const payments = await lender.sql(
    "select payment_id from core.payments join core.loans using (loan_no) where customer_id = $1",
    [id],
  )
  const plan = await source().plan(person(id), [{ op: "erase", category: "loan_agreement" }])
  expect(plan.operations.map(({ strategy }) => strategy)).toContain("fixed")
  expect((await source().applyAll(plan.operations, "loan")).state).toBe("done")
  expect(await source().verify(person(id), plan.operations)).toMatchObject({ held: true })
  expect(
    await lender.sql(
      "select payment_id from core.payments join core.loans using (loan_no) where customer_id = $1",
      [id],
    ),
  ).toEqual(payments)
  expect(
    await lender.sql("select distinct principal::text, status from core.loans where customer_id = $1", [id]),
  ).toEqual([{ principal: "0.00", status: "closed" }])
})

test("a site session in which somebody else asked for pages is emptied, not taken from them", async () => {
  const [session] = await lender.sql(
    "select session_id, user_id from web.site_sessions where user_id > 40 limit 1",
  )
  const id = session?.user_id
  await lender.sql(
    "insert into web.page_requests (session_id, user_id, requested_at, page_address) values ($1, 2, now(), '/бөтөн')",
    [session?.session_id],
  )
  const wanted: Wanted[] = [
    "ip_address",
    "cookies",
    "browser",
    "provider_domain",
    "access_time",
    "page_address",
  ].map((category) => ({ op: "erase", category }))
  const plan = await source().plan(person(id), wanted)
  expect((await source().applyAll(plan.operations, "session")).state).toBe("done")
  expect(await source().verify(person(id), plan.operations)).toMatchObject({ held: true })
  const [row] = await lender.sql(
    "select host(ip) as ip, cookie, user_agent from web.site_sessions where session_id = $1",
    [session?.session_id],
  )
  expect(row).toEqual({ ip: "0.0.0.0", cookie: null, user_agent: null })
  expect(
    await lender.sql("select page_address from web.page_requests where session_id = $1", [
      session?.session_id,
    ]),
  ).toEqual([{ page_address: "/бөтөн" }])
})

test("what is not there, or not mapped, is said", async () => {
  await lender.sql("delete from core.e_wallets where cust_id = 16")
  const plan = await source().plan(person(16), [
    { op: "erase", category: "e_wallet" },
    { op: "erase", category: "unheard_of" },
  ])
  expect(plan.operations).toEqual([])
  expect(plan.unplanned.map(({ why }) => why)).toEqual(["nothing_held", "nothing_held"])
  const nobody = await source().plan([{ kind: "pin", value: "29999999999999" }], everything())
  expect(nobody).toMatchObject({ subjects: [], operations: [] })
  expect(nobody.unplanned.length).toBe(everything().length)
})
