import { isoDay, zonedTime } from "./day"
import { type Maker, officeTime, som } from "./maker"
import { strangersPhone } from "./person"
import { banks, employers, expenseKinds, jobTitles, otherLenders, wallets } from "./places"

/** Work, monthly incomes and expenses, loans elsewhere. */
export function writeLivelihood(maker: Maker): void {
  const { batch, random, person, story } = maker
  const declared = isoDay(story.registeredOn)
  const works = story.complete || random.chance(0.85)
  if (works) {
    batch.add("core.employment", {
      id: batch.id("core.employment"),
      customer_id: person.id,
      employer: random.pick(employers),
      job_title: random.pick(jobTitles),
      employer_phone: random.chance(0.7) ? strangersPhone(random) : null,
      since: isoDay(story.registeredOn - random.int(200, 4000)),
      until: null,
    })
  }
  const income = (kind: "salary" | "stipend" | "pension", thousands: number) =>
    batch.add("core.incomes", {
      income_id: batch.id("core.incomes"),
      customer_id: person.id,
      income_kind: kind,
      amount: som(thousands * 100_000),
      day_of_month: random.int(1, 28),
      declared_at: declared,
    })
  if (works) income("salary", random.int(15, 90))
  else income("pension", random.int(6, 14))
  if (story.complete || random.chance(0.1)) income("stipend", random.int(2, 6))
  for (let line = 1; line <= random.int(2, 4); line++) {
    batch.add("core.expenses", {
      customer_id: person.id,
      line_no: line,
      expense_kind: random.pick(expenseKinds),
      amount: som(random.int(10, 180) * 10_000),
      declared_at: declared,
    })
  }
  if (story.complete || random.chance(0.3)) {
    batch.add("core.other_loans", {
      id: batch.id("core.other_loans"),
      customer_id: person.id,
      lender_name: random.pick(otherLenders),
      balance: som(random.int(5, 200) * 100_000),
      monthly_payment: som(random.int(10, 90) * 10_000),
      source: random.chance(0.6) ? "declared" : "bureau",
      recorded_at: declared,
    })
  }
}

/** Bank account, e-wallet and card; the account's number, if there is one. */
export function writeAccounts({ batch, random, person, story }: Maker): number | null {
  const added_at = zonedTime(story.registeredOn, officeTime(random))
  const number = String(person.id).padStart(10, "0")
  if (story.complete || random.chance(0.5)) {
    batch.add("core.e_wallets", {
      wallet_id: batch.id("core.e_wallets"),
      cust_id: person.id,
      provider: random.pick(wallets),
      wallet_no: person.phone,
      added_at,
    })
  }
  if (story.complete || random.chance(0.5)) {
    batch.add("core.payment_cards", {
      card_id: batch.id("core.payment_cards"),
      cust_id: person.id,
      card_number: `000000${number}`,
      holder_name: "TEST CARDHOLDER",
      expires_on: isoDay(story.openedOn + random.int(300, 1400)),
      added_at,
    })
  }
  if (!story.complete && random.chance(0.3)) return null
  const bank = random.pick(banks)
  const accountId = batch.id("core.bank_accounts")
  batch.add("core.bank_accounts", {
    account_id: accountId,
    customer_id: person.id,
    bank_name: bank.name,
    bic: bank.bic,
    account_no: `${bank.bic}${number}`,
    added_at,
  })
  return accountId
}
