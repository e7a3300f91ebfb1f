import "server-only"
import { cache } from "react"
import { house } from "@/app/_server/house"
import { transaction } from "@/db/transaction"
import { type InForce, inForce } from "@/lib/policy/editions"
import { type PublicEdition, publicEdition } from "@/lib/policy/public-edition"

/** What is in force now; public, so no actor is needed. Read once per request. */
export const currentInForce = cache(
  (): Promise<InForce> => transaction(house().pools.subject, {}, (db) => inForce(db)),
)

/** The policy in force, as anybody may read it. */
export const loadCurrentEdition = (): Promise<Pick<InForce, "policy">> => currentInForce()

/** The organisation's colour where it has one; the portal's own stands where that cannot be known. */
export const organisationAccent = (): Promise<string | undefined> =>
  currentInForce().then(
    ({ policy }) => policy.organisation.accent,
    () => undefined,
  )

/** An edition by its number, for good, or without one the edition in force; null when there is none. */
export const loadEdition = (number?: number): Promise<PublicEdition | null> =>
  transaction(house().pools.subject, {}, (db) => publicEdition(db, number))
