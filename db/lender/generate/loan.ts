import type { Application, Terms } from "./application"
import { addMonths, type Day, isoDay, localTime, yearOf, zonedTime } from "./day"
import { type Maker, officeTime, som } from "./maker"
import { pledgeKinds } from "./places"
import type { Fate } from "./story"

export interface Loan {
  application: Application
  payoutAccount: number | null
  terms: Terms
  fate: Fate
  openedOn: Day
  endedOn: Day | null
  refinancedFrom: string | null
}

const statuses: Partial<Record<Fate, string>> = {
  open: "open",
  overdue: "overdue",
  written_off: "written_off",
  assigned: "assigned",
  refinanced: "refinanced",
}

function instalmentParts(terms: Terms, n: number): { principal: number; interest: number } {
  const even = Math.floor(terms.principal / terms.months)
  const principal = n < terms.months ? even : terms.principal - even * (terms.months - 1)
  return { principal, interest: Math.round((terms.principal * terms.ratePercent) / 1200) }
}

function paidInstalments({ random, today }: Maker, loan: Loan): number {
  const { months } = loan.terms
  if (loan.fate === "closed_unpaid") return months - 1
  if (loan.fate === "refinanced") return Math.floor(months / 2)
  if (loan.fate === "written_off" || loan.fate === "assigned") return random.int(0, Math.floor(months / 2))
  if (loan.endedOn !== null) return months
  let due = 0
  while (due < months && addMonths(loan.openedOn, due + 1) < today) due++
  return loan.fate === "overdue" ? Math.max(0, due - random.int(1, 3)) : due
}

function writePayment(maker: Maker, loanNo: string, loan: Loan, n: number): void {
  const { batch, random } = maker
  const { principal, interest } = instalmentParts(loan.terms, n)
  const last = n === loan.terms.months
  const day =
    last && loan.endedOn !== null
      ? loan.endedOn
      : Math.max(loan.openedOn, addMonths(loan.openedOn, n) - random.int(0, 3))
  const pay = (reversed: string | null, seconds: number) =>
    batch.add("core.payments", {
      payment_id: batch.id("core.payments"),
      loan_no: loanNo,
      n,
      amount: som(principal + interest),
      paid_at: zonedTime(day, seconds),
      method: random.pick(["terminal", "bank_transfer", "wallet", "cash_desk"]),
      payer_account: random.chance(0.5) ? `****${random.int(1000, 9999)}` : null,
      reversed_at: reversed,
      reversal_reason: reversed === null ? null : "payer_bank_recall",
    })
  const reversed = last && loan.fate === "payment_reversed"
  if (maker.person.id > 4 && !reversed && random.chance(0.01)) pay(zonedTime(day, 10 * 3600), 9 * 3600)
  pay(reversed ? zonedTime(day + 2, 11 * 3600) : null, 12 * 3600 + random.int(0, 21_000))
}

function writePledge({ batch, random }: Maker, loanNo: string, loan: Loan): void {
  const pledge = random.pick(pledgeKinds)
  const kept = ["pledge_kept", "written_off", "assigned"].includes(loan.fate) || loan.endedOn === null
  batch.add("core.pledges", {
    pledge_id: batch.id("core.pledges"),
    loan_no: loanNo,
    kind: pledge.kind,
    description: pledge.description,
    appraised_value: som(Math.round(loan.terms.principal * 1.4)),
    '"StorageCell"': `A-${random.int(1, 400)}`,
    taken_at: localTime(loan.openedOn, officeTime(random)),
    returned_at: kept || loan.endedOn === null ? null : zonedTime(loan.endedOn, 19 * 3600),
  })
}

function writeCollection(
  { batch, random, person, today }: Maker,
  loanNo: string,
  from: Day,
  count: number,
): void {
  for (let n = 0; n < count; n++) {
    const kind = count === 1 ? "sms" : random.pick(["call", "sms", "sms", "letter", "visit"])
    batch.add("core.collection_events", {
      event_id: batch.id("core.collection_events"),
      loan_no: loanNo,
      customer_id: person.id,
      happened_at: localTime(Math.min(from + n * 7, today - 1), officeTime(random)),
      kind,
      phone_called: kind === "call" || kind === "sms" ? person.phone : null,
      result:
        kind === "call" || kind === "visit" ? random.pick(["reached", "not_reached", "promised"]) : "sent",
      note: kind === "sms" ? "Төлөм мөөнөтү жөнүндө эскертүү" : null,
      agent: `collector_${random.int(1, 6)}`,
    })
  }
}

function outstanding(loan: Loan, paid: number): number {
  if (!["open", "overdue", "written_off", "assigned"].includes(loan.fate)) return 0
  let left = 0
  for (let n = paid + 1; n <= loan.terms.months; n++) {
    const { principal, interest } = instalmentParts(loan.terms, n)
    left += principal + interest
  }
  return left
}

/** A loan with schedule, payments, pledge and reminders, as its fate wants; its number. */
export function writeLoan(maker: Maker, loan: Loan): string {
  const { batch, person, story } = maker
  const loanNo = `Z-${yearOf(loan.openedOn)}-${loan.application.id}`
  const paid = paidInstalments(maker, loan)
  const ended = loan.endedOn === null ? null : isoDay(loan.endedOn)
  const closed = loan.fate !== "written_off" && loan.fate !== "assigned"
  batch.add("core.loans", {
    loan_no: loanNo,
    customer_id: person.id,
    app_id: loan.application.id,
    offer_no: loan.application.offerNo,
    payout_account_id: loan.payoutAccount,
    principal: som(loan.terms.principal),
    rate_pct: loan.terms.ratePercent,
    term_months: loan.terms.months,
    status: statuses[loan.fate] ?? "closed",
    opened_on: isoDay(loan.openedOn),
    closed_on: closed ? ended : null,
    balance: som(outstanding(loan, paid)),
    written_off_on: loan.fate === "written_off" ? ended : null,
    assigned_on: loan.fate === "assigned" ? ended : null,
    assigned_to: loan.fate === "assigned" ? "«Сыноо Өндүрүү» ЖЧК" : null,
    refinanced_from: loan.refinancedFrom,
  })
  for (let n = 1; n <= loan.terms.months; n++) {
    const { principal, interest } = instalmentParts(loan.terms, n)
    batch.add("core.instalments", {
      loan_no: loanNo,
      n,
      due_on: isoDay(addMonths(loan.openedOn, n)),
      principal_part: som(principal),
      interest_part: som(interest),
      amount_due: som(principal + interest),
    })
  }
  for (let n = 1; n <= paid; n++) writePayment(maker, loanNo, loan, n)
  if (story.pledged) writePledge(maker, loanNo, loan)
  const troubled = ["overdue", "written_off", "assigned"].includes(loan.fate)
  const reminders = troubled ? maker.random.int(2, 6) : story.complete ? 1 : 0
  writeCollection(maker, loanNo, addMonths(loan.openedOn, paid + 1) - (troubled ? -2 : 33), reminders)
  return loanNo
}
