import { freshLender, type Lender } from "../lender.fixture"
import { grantsFor } from "../postgres/grants"
import { openSources } from "../registry"
import { relational } from "../relational.fixture"
import { conforms } from "./suite.fixture"
import type { Datum, Person, Trial } from "./trial.fixture"

const keyed = (key: unknown): Person => ({
  key: String(key),
  identifiers: [{ kind: "customer_id", value: String(key) }],
})

async function truth({ sql }: Lender, { key }: Person): Promise<Datum[]> {
  const [customer] = await sql("select email, sex from core.customers where customer_id = $1", [key])
  const rows = await sql(
    "select expense_kind, amount::text, declared_at::text from core.expenses where customer_id = $1",
    [key],
  )
  const data = [
    { category: "email", field: "email", value: customer?.email },
    { category: "sex", field: "sex", value: customer?.sex },
    ...rows.flatMap((row) => [
      { category: "expenses", field: "expense_kind", value: row.expense_kind },
      { category: "expenses", field: "amount", value: row.amount },
      { category: "expenses", field: "declared_on", value: row.declared_at },
    ]),
  ]
  return data.flatMap(({ value, ...place }) => (typeof value === "string" ? [{ ...place, value }] : []))
}

/** Each has an e-mail, expenses, a document with a scan and a mark of a purpose of their own. */
async function furnish({ sql }: Lender, key: number): Promise<Person> {
  await sql("update core.customers set email = $2 where customer_id = $1", [key, `c${key}@borrower.example`])
  await sql("delete from core.expenses where customer_id = $1", [key])
  await sql("delete from core.id_documents where cust_id = $1", [key])
  await sql(
    "insert into core.expenses values ($1, 1, 'rent', 9000, '2025-11-03'), ($1, 2, 'food', 4000.50, '2026-02-01')",
    [key],
  )
  await sql(
    `insert into core.other_loans (customer_id, lender_name, balance, source, recorded_at)
     values ($1, 'a bank', 1000, 'declared', '2026-01-01'), ($1, 'another', 2000.50, 'bureau', '2026-01-02')`,
    [key],
  )
  await sql(
    `insert into core.id_documents (cust_id, doc_type, doc_no, scan_front, scan_mime, uploaded_at)
     values ($1, 'passport', $2, decode('89504e470d0a1a0a00', 'hex'), 'image/png', '2025-01-01T00:00:00Z')`,
    [key, `P${key}`],
  )
  return keyed(key)
}

/** The lender by a map that marks rows of expenses, and moves other loans behind a wall. */
async function restrictingInRows({ map, sql, connectorUrl }: Lender) {
  await sql(`alter table core.expenses add is_blocked boolean not null default false, add blocked_at timestamptz;
    create schema closed; create table closed.other_loans (like core.other_loans including all)`)
  const source = structuredClone(relational(map.sources.lender))
  const loans = source.entries.other_loans
  if (!loans) throw new Error("no other loans")
  source.entries.other_loans_closed = { ...loans, table: "closed.other_loans" }
  source.subject.restriction = {
    set: {
      expenses: {
        expenses: {
          restrict: { is_blocked: true, blocked_at: { now: true } },
          lift: { is_blocked: false, blocked_at: null },
        },
      },
    },
    move: {
      other_loans: {
        to: "other_loans_closed",
        columns: [
          ...["id", "customer_id", "lender_name", "balance"],
          ...["monthly_payment", "source", "recorded_at"],
        ],
      },
    },
  }
  const listed = "processing_restricted_scope, processing_restricted_at"
  await sql(
    `${grantsFor(source)}; grant select (${listed}), update (${listed}) on core.customers to ukuk_connector`,
  )
  const changed = { ...map, sources: { lender: source } }
  return openSources(changed, { LENDER_URL: connectorUrl }, { pepper: "of tests" })
}

async function openLender(): Promise<Trial> {
  const lender = await freshLender(40)
  const { sql } = lender
  const keysBy = async (text: string) => (await sql(text)).map(({ key }) => String(key))
  await sql("update core.customers set mobile_phone = '+996555000091' where customer_id in (39, 40)")
  const inRows = await restrictingInRows(lender)
  const other = inRows.of("lender")
  const holds = async (text: string, { key }: Person) => (await sql(text, [key]))[0]?.holds === true
  let last = 4
  return {
    connector: lender.sources.of("lender"),
    somebody: () => furnish(lender, ++last),
    truth: (person) => truth(lender, person),
    nobody: [{ kind: "pin", value: "29999999999999" }],
    shared: { kind: "phone", value: "+996555000091", keys: ["39", "40"] },
    mistaken: async () => [...keyed(2).identifiers, { kind: "pin", value: "21501199000001" }],
    binary: {
      category: "identity_document",
      bytes: async ({ key }) => {
        const [row] = await sql("select scan_front from core.id_documents where doc_no = $1", [`P${key}`])
        if (!Buffer.isBuffer(row?.scan_front)) throw new Error("the document has no scan")
        return row.scan_front
      },
    },
    facts: [
      { name: "loan.open", of: keyed(1).identifiers, value: true },
      { name: "obligations.performed", of: keyed(1).identifiers, value: false },
      { name: "obligations.performed", of: [{ kind: "pin", value: "29999999999999" }], value: "unknown" },
    ],
    everybody: () => keysBy("select customer_id as key from core.customers order by customer_id"),
    touched: {
      category: "expenses",
      keys: () => keysBy("select distinct customer_id as key from core.expenses order by 1"),
    },
    erase: {
      category: "expenses",
      disturb: async ({ key }) => {
        await sql("update core.expenses set amount = amount + 1 where customer_id = $1", [key])
      },
      putBack: async ({ key }) => {
        await sql("insert into core.expenses values ($1, 1, 'rent', 9000, '2025-11-03')", [key])
      },
    },
    leftover: {
      leave: async ({ key }) => {
        await sql(`begin; set local session_replication_role = replica;
          delete from core.customers where customer_id = ${key};
          delete from core.id_documents where cust_id = ${key};
          insert into core.expenses values (${key}, 1, 'rent', 9000, '2025-11-03'); commit`)
      },
    },
    correct: { category: "email", field: "email", value: "corrected@borrower.example" },
    restrict: {
      category: "expenses",
      isRestricted: async ({ key }) =>
        (
          await keysBy(
            "select customer_id as key from core.customers where 'expenses' = any(processing_restricted_scope)",
          )
        ).includes(key),
      others: [
        {
          ...{ connector: other, category: "expenses" },
          isRestricted: (person) =>
            holds("select bool_and(is_blocked) as holds from core.expenses where customer_id = $1", person),
        },
        {
          ...{
            connector: other,
            category: "other_loans",
            corrected: { field: "lender_name", value: "a third" },
          },
          isRestricted: (person) =>
            holds(
              `select not exists (select from core.other_loans where customer_id = $1)
                 and exists (select from closed.other_loans where customer_id = $1) as holds`,
              person,
            ),
        },
      ],
    },
    stop: {
      purpose: "marketing_own",
      isStopped: async ({ key }) => {
        const marks = await sql(
          "select allowed from core.processing_flags where customer_id = $1 and purpose = 'marketing_own'",
          [key],
        )
        return marks.length > 0 && marks.every(({ allowed }) => allowed === false)
      },
    },
    away: async () =>
      openSources(lender.map, { LENDER_URL: "postgres://nobody@127.0.0.1:1/none" }).of("lender"),
    async close() {
      await inRows.close()
      await lender.drop()
    },
  }
}

conforms("PostgreSQL", openLender)
