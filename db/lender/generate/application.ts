import { type Day, yearOf, zonedTime } from "./day"
import { type Maker, officeTime, som } from "./maker"
import type { Choices } from "./random"

export interface Terms {
  /** Tyiyn. */
  principal: number
  ratePercent: number
  months: number
}

export interface Application {
  id: number
  /** Null where nothing was offered. */
  offerNo: string | null
}

type Outcome = "approved" | "declined" | "new"

const reasons: Choices<string[]> = [
  ["income_below_threshold", "short_employment"],
  ["debt_burden_above_half"],
  ["bureau_score_low", "other_loan_overdue"],
  ["questionnaire_contradictory"],
]

function questionnaire({ random }: Maker): Record<string, unknown> {
  return {
    goal: random.pick(["окуу", "дарылануу", "үй оңдоо", "мал алуу", "тиричилик"]),
    dependants: random.int(0, 5),
    housing: random.pick(["own", "rented", "parents"]),
    education: random.pick(["school", "college", "university"]),
    answeredIn: random.pick(["ky", "ru"]),
  }
}

function writeScoring(maker: Maker, app: number, day: Day, outcome: Outcome, byMachine: boolean): void {
  const { batch, random, person } = maker
  const refused = outcome === "declined"
  batch.add("risk.scoring_decisions", {
    decision_id: random.uuid(),
    app_id: app,
    customer_id: person.id,
    automated: byMachine,
    outcome: refused ? "refuse" : byMachine ? "approve" : "manual_review",
    score: random.int(refused ? 2000 : 5000, refused ? 4800 : 9500) / 10,
    reasons: refused ? random.pick(reasons) : [],
    model: byMachine ? "skoring-3" : null,
    decided_by: byMachine ? null : `underwriter_${random.int(1, 5)}`,
    decided_at: zonedTime(day, 18 * 3600 + random.int(61, 900)),
  })
}

function writeBureau({ batch, random, person }: Maker, app: number, day: Day): void {
  const request = batch.id("core.bureau_requests")
  batch.add("core.bureau_requests", {
    req_id: request,
    client_id: person.id,
    app_id: app,
    bureau: "Үлгү Насыя Бюросу",
    purpose: "loan_application",
    sent_at: zonedTime(day, 18 * 3600 + 20),
  })
  if (person.id > 4 && random.chance(0.05)) return
  const activeLoans = random.int(0, 3)
  batch.add("core.bureau_answers", {
    req_id: request,
    received_at: zonedTime(day, 18 * 3600 + 55),
    bureau_score: random.int(300, 850),
    active_loans: activeLoans,
    '"rawAnswer"': { json: { version: 2, activeLoans, overdueDaysMax: random.int(0, 40) } },
  })
}

function writeOffer(maker: Maker, app: number, day: Day, terms: Terms): string {
  const { batch, random, person } = maker
  const offerNo = `OF-${yearOf(day)}-${app}`
  const sent = 18 * 3600 + 1200
  batch.add("core.offers", {
    offer_no: offerNo,
    customer_id: person.id,
    app_id: app,
    offer_text:
      `Оферта № ${offerNo}\nЗайымдын суммасы: ${som(terms.principal)} сом\n` +
      `Мөөнөтү: ${terms.months} ай\nЖылдык пайызы: ${terms.ratePercent} %\n(Бул — үлгү текст.)`,
    sent_at: zonedTime(day, sent),
    signed_at: zonedTime(day, sent + random.int(120, 9000)),
    signature_method: "sms_code",
    signature_evidence: {
      json: {
        sentTo: person.phone,
        codeHash: random.uuid().replaceAll("-", ""),
        ip: `192.0.2.${random.int(1, 254)}`,
        attempts: random.int(1, 2),
      },
    },
  })
  return offerNo
}

/**
 * An application with its scoring decision and, mostly, the bureau's answer; with the signed offer where it was
 * approved. `byMachine` says whether a person took part in the decision.
 */
export function writeApplication(
  maker: Maker,
  day: Day,
  terms: Terms,
  outcome: Outcome,
  byMachine: boolean,
): Application {
  const { batch, random, person } = maker
  const id = batch.id("core.loan_applications")
  batch.add("core.loan_applications", {
    app_id: id,
    customer_id: person.id,
    submitted_at: zonedTime(day, officeTime(random)),
    amount_requested: som(terms.principal),
    term_months: terms.months,
    channel: random.chance(0.8) ? "site" : "branch",
    questionnaire: { json: questionnaire(maker) },
    status: outcome,
    decided_at: outcome === "new" ? null : zonedTime(day, 18 * 3600 + 1000),
  })
  if (outcome !== "new") writeScoring(maker, id, day, outcome, byMachine)
  if (person.id <= 4 || random.chance(0.85)) writeBureau(maker, id, day)
  return { id, offerNo: outcome === "approved" ? writeOffer(maker, id, day, terms) : null }
}
