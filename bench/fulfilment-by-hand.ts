import type pg from "pg"

const ofLoan = "loan_no in (select loan_no from core.loans where customer_id = $1)"
const ofRequest = "req_id in (select req_id from core.bureau_requests where client_id = $1)"
const ofSession = "session_id in (select session_id from web.site_sessions where user_id = $1)"

/** Every table of the lender with its condition for one person, in the order the foreign keys ask for. */
const tables: readonly [table: string, where: string][] = [
  ["core.payments", ofLoan],
  ["core.pledges", ofLoan],
  ["core.collection_events", "customer_id = $1"],
  ["core.instalments", ofLoan],
  ["core.loans", "customer_id = $1"],
  ["core.offers", "customer_id = $1"],
  ["core.bureau_answers", ofRequest],
  ["core.bureau_requests", "client_id = $1"],
  ["risk.scoring_decisions", "customer_id = $1"],
  ["core.loan_applications", "customer_id = $1"],
  ["core.bank_accounts", "customer_id = $1"],
  ["core.e_wallets", "cust_id = $1"],
  ["core.payment_cards", "cust_id = $1"],
  ["core.other_loans", "customer_id = $1"],
  ["core.incomes", "customer_id = $1"],
  ["core.expenses", "customer_id = $1"],
  ["core.employment", "customer_id = $1"],
  ["core.contact_persons", "customer_id = $1"],
  ["core.customer_addresses", "customer_id = $1"],
  ["core.id_documents", "cust_id = $1"],
  ["core.marketing_subscriptions", "customer_id = $1"],
  ["core.consent_marks", "customer_id = $1"],
  ["core.processing_flags", "customer_id = $1"],
  ["web.page_requests", ofSession],
  ["web.site_sessions", "user_id = $1"],
]

const CUSTOMER = `
  update core.customers set last_name = 'erased', first_name = 'erased', patronymic = null, sex = null, birth_date = null,
    photo = null, pin = null, marital_status = null, mobile_phone = null, email = null, updated_at = now()
  where customer_id = $1`

const ADDRESSES = `
  delete from core.address where addr_id = any($1) and not exists (select 1 from core.customer_addresses a where a.addr_id = address.addr_id)`

/** What a careful programmer would run by hand for one person: one transaction, then every table read again. */
export async function eraseByHand(client: pg.Client, customer: string): Promise<void> {
  await client.query("begin")
  const { rows } = await client.query<{ id: string }>(
    "select addr_id as id from core.customer_addresses where customer_id = $1",
    [customer],
  )
  for (const [table, where] of tables) await client.query(`delete from ${table} where ${where}`, [customer])
  await client.query(ADDRESSES, [rows.map(({ id }) => id)])
  await client.query(CUSTOMER, [customer])
  await client.query("commit")
  for (const [table, where] of tables) {
    const left = await client.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`, [
      customer,
    ])
    if (left.rows[0]?.n) throw new Error(`${table} still holds rows`)
  }
  const found = await client.query(
    "select 1 from core.customers where customer_id = $1 and pin is not null",
    [customer],
  )
  if (found.rowCount) throw new Error("the customer's row still holds the PIN")
}
