import { NotFound } from "@/lib/errors"
import { type Facts, type Keeping, keepingCategory } from "@/lib/fulfilment/keeping"
import { basis, purpose, recipient, retentionRule } from "@/lib/policy/lookup"
import type { Basis } from "@/lib/policy/profile-schema"
import type { RetentionRule } from "@/lib/policy/rights-schema"
import type { Named, Purpose } from "@/lib/policy/schema"
import { Slow, withinLimit } from "@/lib/records/ask-sources"
import { askFacts } from "@/lib/records/facts"
import type { Reading } from "@/lib/records/reading"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

/** Why a category is held, on what basis, who receives it, and what keeps it how long as things stand today. */
export type Account = {
  purposes: { purpose: Purpose; basis: Basis }[]
  recipients: Named[]
  rule: RetentionRule
  keepings: Keeping[]
}

/**
 * The account of one category under the edition in force. The facts are asked of the sources now; when they do not
 * answer, every keeping that depends on a fact is marked unsure. Throws NotFound for a category the policy does not have.
 */
export async function accountFor(reading: Reading, code: string): Promise<Account> {
  const { inForce, holds, today } = reading
  const { policy, profile } = inForce
  const held = policy.categories.find((each) => each.code === code)
  if (!held) throw new NotFound()
  const facts = await factsNow(reading)
  return {
    purposes: held.purposes.map((each) => {
      const found = purpose(policy, each)
      return { purpose: found, basis: basis(profile, found.basis) }
    }),
    recipients: held.recipients.map((each) => recipient(policy, each)),
    rule: retentionRule(policy, code),
    keepings: keepingCategory(inForce, code, { facts, holds, today }),
  }
}

async function factsNow({ inForce, sources, identities }: Reading): Promise<Facts> {
  try {
    return await withinLimit([...identities.keys()], askFacts(inForce, sources, identities))
  } catch (error) {
    if ([Slow, SourceUnreachable, SourceRefused].some((kind) => error instanceof kind)) return new Map()
    throw error
  }
}
