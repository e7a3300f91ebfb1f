import { NotFound } from "@/lib/errors"
import {
  type Facts,
  type Keeping,
  type Known,
  keepingCategory,
  type Recorded,
} from "@/lib/fulfilment/keeping"
import { isContactPerson } from "@/lib/people/identities"
import { basis, purpose, recipient, retentionRule } from "@/lib/policy/lookup"
import type { Basis } from "@/lib/policy/profile-schema"
import type { RetentionRule } from "@/lib/policy/rights-schema"
import type { Named, Purpose } from "@/lib/policy/schema"
import { type Prompt, promptly, Slow, withinLimit } from "@/lib/records/ask-sources"
import { askFacts } from "@/lib/records/facts"
import type { Reading } from "@/lib/records/reading"
import { askRecorded } from "@/lib/records/recorded"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

/** Why a category is held, on what basis, who receives it, and what keeps it how long as things stand today. */
export type Account = {
  /** Whether the person has to give it; null where it is not theirs to give. */
  given: "mandatory" | "optional" | null
  purposes: { purpose: Purpose; basis: Basis }[]
  recipients: Named[]
  rule: RetentionRule
  keepings: Keeping[]
}

/**
 * The account of one category under the edition in force. The facts are asked of the sources now; when they do not
 * answer, every keeping that depends on a fact is marked unsure. Throws NotFound for a category the policy does not have.
 */
export const accountFor = async (reading: Reading, code: string): Promise<Account> =>
  (await accountsFor(reading))(code)

/** The same for a page that goes out with what is there: until the facts are there, what depends on them is unsure. */
export async function accountPromptly(reading: Reading, code: string): Promise<Prompt<Account>> {
  const { inForce, holds, today, identities, sources } = reading
  const unsure = accountOf(inForce, code, { facts: new Map(), holds, today })
  const asked = sources.all().flatMap(({ name }) => (identities.has(name) ? [name] : []))
  return promptly(asked, accountFor(reading, code), unsure)
}

/** The same for any category, with the facts asked once for all of them. */
export async function accountsFor(reading: Reading): Promise<(code: string) => Account> {
  const { inForce, holds, today } = reading
  const stranger = isContactPerson(reading.identities)
  const now = stranger ? { facts: new Map(), stranger } : await knownNow(reading)
  return (code) => accountOf(inForce, code, { ...now, holds, today })
}

function accountOf(inForce: Reading["inForce"], code: string, known: Known): Account {
  const { policy, profile } = inForce
  const held = policy.categories.find((each) => each.code === code)
  if (!held) throw new NotFound()
  const isTheirs = held.origins.includes("subject")
  return {
    given: isTheirs ? (held.mandatory ? "mandatory" : "optional") : null,
    purposes: held.purposes.map((each) => {
      const found = purpose(policy, each)
      return { purpose: found, basis: basis(profile, found.basis) }
    }),
    recipients: held.recipients.map((each) => recipient(policy, each)),
    rule: retentionRule(policy, code),
    keepings: keepingCategory(inForce, code, known, true),
  }
}

async function knownNow(reading: Reading): Promise<{ facts: Facts; recorded?: Recorded }> {
  const { inForce, sources, identities } = reading
  const asked = Promise.all([
    askFacts(inForce, sources, identities),
    askRecorded(inForce, sources, identities),
  ])
  try {
    const [facts, recorded] = await withinLimit([...identities.keys()], asked)
    return { facts, recorded }
  } catch (error) {
    if ([Slow, SourceUnreachable, SourceRefused].some((kind) => error instanceof kind))
      return { facts: new Map() }
    throw error
  }
}
