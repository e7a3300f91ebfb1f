import "server-only"
import { and, eq } from "drizzle-orm"
import { cache } from "react"
import { house } from "@/app/_server/house"
import { policyEditions } from "@/db/schema/policy"
import { transaction } from "@/db/transaction"
import { type InForce, inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"

export type Edition = { number: number; publishedAt: Date; effectiveAt: Date; policy: Policy }

/** What is in force now; public, so no actor is needed. Read once per request. */
export const currentInForce = cache(
  (): Promise<InForce> => transaction(house().pools.subject, {}, (db) => inForce(db)),
)

/** The policy's edition in force, as anybody may read it. */
export async function loadCurrentEdition(): Promise<Edition> {
  const { edition, policy } = await currentInForce()
  return { ...edition, policy }
}

/** The organisation's colour where it has one; the portal's own stands where that cannot be known. */
export const organisationAccent = (): Promise<string | undefined> =>
  currentInForce().then(
    ({ policy }) => policy.organisation.accent,
    () => undefined,
  )

/** An edition by its number, for good; null when there is none. */
export async function loadEdition(number: number): Promise<Edition | null> {
  const { policy } = await currentInForce()
  const rows = await transaction(house().pools.subject, {}, (db) =>
    db
      .select({
        publishedAt: policyEditions.publishedAt,
        effectiveAt: policyEditions.effectiveAt,
        document: policyEditions.document,
      })
      .from(policyEditions)
      .where(and(eq(policyEditions.policy, policy.code), eq(policyEditions.number, number))),
  )
  const row = rows[0]
  return row
    ? { number, publishedAt: row.publishedAt, effectiveAt: row.effectiveAt, policy: row.document as Policy }
    : null
}
