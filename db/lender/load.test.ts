import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testConnectorPassword, testServerUrl } from "@/db/testing/database"
import { loadLender } from "./load"

const statement = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")
const obligations = statement("./obligations.sql")
const repay = statement("./repay.sql")

const name = `lender_${randomBytes(6).toString("hex")}`
const load = {
  ownerUrl: testServerUrl(name),
  borrowers: 400,
  connectorPassword: testConnectorPassword,
  today: new Date("2026-11-22T06:00:00Z"),
  heavyPhone: "+996555000040",
}
let owner: pg.Client

async function inPostgres(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServerUrl() })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

beforeAll(async () => {
  await inPostgres(`create database ${name}`)
  expect(await loadLender(load)).toEqual({ customers: 400 })
  owner = new pg.Client({ connectionString: load.ownerUrl })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await inPostgres(`drop database ${name} with (force)`)
})

async function one<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T> {
  const { rows } = await owner.query<T>(sql, values)
  const [row] = rows
  if (!row || rows.length > 1) throw new Error(`${rows.length} rows instead of one: ${sql}`)
  return row
}

const judged = (customer: number) =>
  one<{ performed: string; on: string | null; reasons: string[] }>(
    `select performed, performed_on::text as on,
            array(select e->>'reason' from jsonb_array_elements(evidence) e order by e->>'reason' = 'refinanced' desc) as reasons
     from (${obligations}) answer`,
    [customer],
  )

/** The data items of the policy's clause 2.1, each as a question about one customer. */
const items: Record<string, string> = {
  name: "core.customers where customer_id = $1 and last_name <> '' and first_name <> ''",
  patronymic: "core.customers where customer_id = $1 and patronymic <> ''",
  sex: "core.customers where customer_id = $1 and sex is not null",
  birth_date: "core.customers where customer_id = $1 and birth_date is not null",
  photo: "core.customers where customer_id = $1 and substr(photo, 2, 3) = 'PNG'",
  identity_document:
    "core.id_documents where cust_id = $1 and scan_front is not null and scan_back is not null",
  pin: "core.customers where customer_id = $1 and pin ~ '^[0-9]{14}$'",
  marital_status: "core.customers where customer_id = $1 and marital_status is not null",
  workplace: "core.employment where customer_id = $1",
  income: "core.incomes where customer_id = $1 and amount > 0",
  income_date: "core.incomes where customer_id = $1 and day_of_month is not null",
  expenses: "core.expenses where customer_id = $1",
  other_loans: "core.other_loans where customer_id = $1",
  residence_address: "core.customer_addresses where customer_id = $1 and kind = 'residence'",
  registered_address: "core.customer_addresses where customer_id = $1 and kind = 'registered'",
  mobile_phone: "core.customers where customer_id = $1 and mobile_phone = '+996555000001'",
  email: "core.customers where customer_id = $1 and email = 'borrower1@borrower.example'",
  contact_persons: "core.contact_persons where customer_id = $1 and relation = 'relative'",
  bank_account: "core.bank_accounts where customer_id = $1",
  e_wallet: "core.e_wallets where cust_id = $1",
  payment_card: "core.payment_cards where cust_id = $1",
  ip_address: "web.site_sessions where user_id = $1 and ip is not null",
  cookies: "web.site_sessions where user_id = $1 and cookie is not null",
  browser: "web.site_sessions where user_id = $1 and browser is not null",
  access_time: "web.page_requests where user_id = $1 and requested_at is not null",
  page_address: "web.page_requests where user_id = $1 and page_address <> ''",
  provider_domain: "web.site_sessions where user_id = $1 and provider_domain is not null",
  offer_signature:
    "core.offers where customer_id = $1 and offer_text <> '' and signature_evidence is not null",
  loan_application: "core.loan_applications where customer_id = $1 and questionnaire ? 'goal'",
  scoring: "risk.scoring_decisions where customer_id = $1 and automated and outcome = 'refuse'",
  loan_agreement: "core.loans where customer_id = $1 and status = 'open'",
  pledge: "core.pledges join core.loans using (loan_no) where customer_id = $1 and returned_at is null",
  payment_schedule: "core.instalments join core.loans using (loan_no) where customer_id = $1",
  payments: "core.payments join core.loans using (loan_no) where customer_id = $1",
  collection: "core.collection_events where customer_id = $1",
  bureau_exchange: "core.bureau_requests join core.bureau_answers using (req_id) where client_id = $1",
  marketing_subscription: "core.marketing_subscriptions where customer_id = $1 and not third_party",
  marketing_third: "core.marketing_subscriptions where customer_id = $1 and third_party",
}

describe("the demo lender's database", () => {
  test.each(Object.entries(items))("holds %s about demo borrower 1", async (_item, from) => {
    const { rows } = await owner.query(`select 1 from ${from} limit 1`, [1])
    expect(rows).toHaveLength(1)
  })

  test("says of each demo borrower whether obligations are performed, since when and why", async () => {
    expect(await judged(1)).toEqual({ performed: "false", on: null, reasons: ["open"] })
    expect(await judged(2)).toEqual({ performed: "true", on: "2026-10-22", reasons: ["repaid"] })
    expect(await judged(3)).toEqual({ performed: "true", on: "2019-11-19", reasons: ["repaid"] })
    expect(await judged(4)).toEqual({ performed: "false", on: null, reasons: ["open"] })
  })

  test("answers unknown where the loan contradicts itself, and true once everything is repaid", async () => {
    await owner.query("begin")
    await owner.query(
      "update core.pledges set returned_at = null where loan_no in (select loan_no from core.loans where customer_id = 2)",
    )
    expect(await judged(2)).toMatchObject({ performed: "unknown", reasons: ["pledge_not_returned"] })
    await owner.query("rollback")
    await owner.query("begin")
    await owner.query(
      "update core.payments set reversed_at = now() where payment_id = (select max(payment_id) from core.payments join core.loans using (loan_no) where customer_id = 2)",
    )
    expect(await judged(2)).toMatchObject({ performed: "unknown", reasons: ["payment_reversed"] })
    await owner.query("update core.loans set status = 'written_off' where customer_id = 2")
    expect(await judged(2)).toMatchObject({ performed: "unknown", reasons: ["written_off"] })
    await owner.query(repay, [1])
    expect(await judged(1)).toMatchObject({ performed: "true", reasons: ["repaid"] })
    await owner.query("rollback")
    expect(await judged(1)).toMatchObject({ performed: "false" })
  })

  test("follows a refinanced loan to its successor", async () => {
    const { customer } = await one<{ customer: number }>(
      "select min(customer_id)::int as customer from core.loans where status = 'refinanced'",
    )
    expect(await judged(customer)).toMatchObject({ performed: "false", reasons: ["refinanced", "open"] })
    await owner.query("begin")
    await owner.query(repay, [customer])
    expect(await judged(customer)).toMatchObject({ performed: "true", reasons: ["refinanced", "repaid"] })
    await owner.query("update core.loans set refinanced_from = null where customer_id = $1", [customer])
    expect(await judged(customer)).toMatchObject({ performed: "unknown" })
    await owner.query("rollback")
  })

  test("keeps one address row for several customers, and gives one customer a thousand page requests", async () => {
    const shared = await one<{ customers: string }>(
      "select count(distinct customer_id) as customers from core.customer_addresses where addr_id = (select addr_id from core.customer_addresses where customer_id = 1 and kind = 'residence' and valid_to is null)",
    )
    expect(shared.customers).toBe("2")
    const heavy = await one("select count(*)::int as requests from web.page_requests where user_id = 40")
    expect(heavy).toEqual({ requests: 1000 })
  })

  test("lets nobody mistake the people for real ones", async () => {
    const { rows } = await owner.query(
      "select customer_id from core.customers where last_name not like 'Сыноо-%' or mobile_phone not like '+9965%' or email not like '%@borrower.example' or patronymic not in ('Үлгү уулу', 'Үлгү кызы')",
    )
    expect(rows).toEqual([])
  })

  test("gives new rows keys of their own after the load", async () => {
    await owner.query("begin")
    const added = await one<{ customer_id: string }>(
      "insert into core.customers (customer_no, last_name, first_name, registered_at, updated_at) values ('K-new', 'Сыноо-Жаңы', 'Адам', now(), now()) returning customer_id",
    )
    await owner.query("rollback")
    expect(added.customer_id).toBe("401")
  })

  test("lets the connector in with its password and lets it read nothing until it is granted", async () => {
    const url = new URL(load.ownerUrl)
    url.username = "ukuk_connector"
    url.password = load.connectorPassword
    const connector = new pg.Client({ connectionString: url.href })
    await connector.connect()
    await expect(connector.query("select 1 from core.customers")).rejects.toThrow(/permission denied/)
    await connector.end()
  })
})

describe("loading again", () => {
  const oid = () =>
    one<{ oid: number; customers: string }>(
      "select 'core.customers'::regclass::oid as oid, (select count(*) from core.customers) as customers",
    )

  test("changes nothing when the data is there, and starts afresh where a load did not end", async () => {
    const before = await oid()
    expect(await loadLender({ ...load, borrowers: 10 })).toEqual({ customers: 400 })
    expect(await oid()).toEqual(before)
    await owner.query("delete from core.batch_log where batch = 'load_complete'")
    expect(await loadLender({ ...load, borrowers: 10 })).toEqual({ customers: 10 })
    const after = await oid()
    expect(after.customers).toBe("10")
    expect(after.oid).not.toBe(before.oid)
  })
})
