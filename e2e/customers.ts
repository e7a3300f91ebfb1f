import { appendFileSync, existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { home, lender } from "./deployment"

/** Someone on the lender's file. */
export type Customer = {
  id: string
  pin: string
  phone: string
  email: string
  lastName: string
  firstName: string
}

const someLoan = (condition: string) =>
  `exists (select 1 from core.loans l where l.customer_id = c.customer_id and (${condition}))`

// A pledge kept or a payment taken back makes it unknown whether the obligations are performed.
const disputed = `l.status <> 'closed'
  or exists (select 1 from core.pledges p where p.loan_no = l.loan_no and p.returned_at is null)
  or exists (select 1 from core.payments p where p.loan_no = l.loan_no and p.reversed_at is not null)`

const conditions = {
  /** Owes on a loan that is neither late nor disputed, and gave every consent. */
  owing: `${someLoan("l.status = 'open'")} and not ${someLoan("l.status <> 'open'")}
    and exists (select 1 from core.marketing_subscriptions m
      where m.customer_id = c.customer_id and m.third_party and m.unsubscribed_at is null)`,
  /** Repaid everything lately: five years of keeping lie ahead. */
  repaid: `${someLoan("l.closed_on > now() - interval '3 years'")} and not ${someLoan(disputed)}`,
  /** Repaid everything so long ago that no law keeps the data. */
  repaidLongAgo: `${someLoan("true")}
    and not ${someLoan(`${disputed} or l.closed_on > now() - interval '6 years'`)}`,
}

// Kept beside the portal's files: later runs on the same portal, too, find people who have not signed up.
const list = () => path.join(home(), "e2e-customers")
const taken = () => (existsSync(list()) ? readFileSync(list(), "utf8").trim().split("\n") : [])

/** A generated borrower in the wanted state whom no other test has. */
export async function customerWho(state: keyof typeof conditions): Promise<Customer> {
  const rows = await lender<Customer>(
    `select c.customer_id::text as id, c.pin, c.mobile_phone as phone, c.email, c.last_name as "lastName",
            c.first_name as "firstName"
     from core.customers c
     where ${conditions[state]} and c.customer_id > 50 and c.customer_id::text <> all($1)
       and c.email is not null and c.patronymic is not null and c.pin is not null
       and exists (select 1 from core.contact_persons p where p.customer_id = c.customer_id)
       and not exists (select 1 from core.customers o
         where o.customer_id <> c.customer_id and (o.mobile_phone = c.mobile_phone or o.pin = c.pin))
     order by c.customer_id limit 1`,
    [taken()],
  )
  const [customer] = rows
  if (!customer) throw new Error(`The lender has no customer left who is "${state}".`)
  appendFileSync(list(), `${customer.id}\n`)
  return customer
}
