import { zonedTime } from "./day"
import { type Maker, officeTime } from "./maker"

const atRegistration: [purpose: string, operations: string[]][] = [
  ["identification", ["collect", "use", "store", "transfer"]],
  ["credit_assessment", ["collect", "use", "store"]],
  ["bureau_exchange", ["collect", "use", "store", "transfer"]],
  ["contract", ["collect", "use", "store", "transfer", "cross_border"]],
  ["payments", ["collect", "use", "store", "transfer"]],
  ["collection", ["use", "store", "transfer"]],
]

const ownChoice = {
  research: ["use", "store"],
  marketing_own: ["use", "store"],
  marketing_third: ["use", "store", "transfer"],
}

/** What was ticked at registration and since, subscriptions, and the flags the lender's programs obey. */
export function writeConsents(maker: Maker): void {
  const { batch, random, person, story, today } = maker
  const given_at = zonedTime(story.registeredOn, officeTime(random))
  const policy_edition = today - story.registeredOn > 5 * 365 ? null : "1"
  for (const [purpose, operations] of atRegistration) {
    batch.add("core.consent_marks", {
      customer_id: person.id,
      purpose,
      operations,
      method: "ticked",
      policy_edition,
      given_at,
    })
  }
  const chosen = {
    research: story.research,
    marketing_own: story.marketingOwn,
    marketing_third: story.marketingThird,
  }
  for (const purpose of ["research", "marketing_own", "marketing_third"] as const) {
    const allowed = chosen[purpose]
    const operations = ownChoice[purpose]
    if (allowed) {
      batch.add("core.consent_marks", {
        customer_id: person.id,
        purpose,
        operations,
        method: "ticked",
        policy_edition,
        given_at,
      })
    }
    for (const operation of operations) {
      batch.add("core.processing_flags", {
        customer_id: person.id,
        purpose,
        operation,
        allowed,
        changed_at: given_at,
        reason: allowed ? "consent_mark" : "no_consent",
      })
    }
  }
  writeSubscriptions(maker, given_at)
}

function writeSubscriptions({ batch, person, story }: Maker, consented_at: string): void {
  const subscribe = (channel: "sms" | "email", partner: string | null) =>
    batch.add("core.marketing_subscriptions", {
      id: batch.id("core.marketing_subscriptions"),
      customer_id: person.id,
      channel,
      third_party: partner !== null,
      partner,
      consented_at,
    })
  if (story.marketingOwn) subscribe("sms", null)
  if (story.marketingOwn && person.email !== null) subscribe("email", null)
  if (story.marketingThird) subscribe("sms", "«Үлгү Камсыздандыруу» ЖАК")
}
