import { lender } from "./deployment"

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

const taken = new Set<string>()

/**
 * A generated borrower in the wanted state whom no other test has: each of the two projects draws from its own half
 * (`half` 0 or 1).
 */
export async function customerWho(state: keyof typeof conditions, half: 0 | 1): Promise<Customer> {
  const rows = await lender<Customer>(
    `select c.customer_id::text as id, c.pin, c.mobile_phone as phone, c.email, c.last_name as "lastName",
            c.first_name as "firstName"
     from core.customers c
     where ${conditions[state]} and c.customer_id > 50 and c.customer_id % 2 = $1 and c.customer_id <> all($2)
       and c.email is not null and c.patronymic is not null and c.pin is not null
       and exists (select 1 from core.contact_persons p where p.customer_id = c.customer_id)
       and not exists (select 1 from core.customers o
         where o.customer_id <> c.customer_id and (o.mobile_phone = c.mobile_phone or o.pin = c.pin))
     order by random() limit 1`,
    [half, [...taken]],
  )
  const [customer] = rows
  if (!customer) throw new Error(`The lender has no customer left who is "${state}".`)
  taken.add(customer.id)
  return customer
}
