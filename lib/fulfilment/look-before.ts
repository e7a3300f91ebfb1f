import type { StoredOperation } from "@/lib/fulfilment/store-plan"
import { plannedOf } from "@/lib/fulfilment/verify"
import { isPending } from "@/lib/fulfilment/why-not"
import type { Connector, Identifiers } from "@/lib/sources/connector"
import type { PlannedOperation } from "@/lib/sources/operation"

/** What may be known of a step without trying it: it is done, or its data changed; null: it is as it was planned. */
export type Looked = "already" | "changed" | null

/**
 * How the open steps stand in a source that cannot take anything back: that it answers, what is found as promised, and
 * whether it would plan the rest as it did. `all`: the plan's operations there. Throws SourceUnreachable, SourceRefused.
 */
export async function lookBefore(
  source: Connector,
  identifiers: Identifiers,
  all: readonly StoredOperation[],
): Promise<Looked[]> {
  await source.ping()
  const open = all.filter(isPending)
  const { operations: found } = await source.verify(identifiers, plannedOf(open))
  if (found.every(({ held }) => held)) return open.map(() => "already")
  const wanted = new Map(
    all.flatMap(({ planned, wanted: wish }) => (planned ? [[JSON.stringify(wish), wish]] : [])),
  )
  const { operations } = await source.plan(identifiers, [...wanted.values()])
  const now = new Set(operations.map(nameOf))
  return open.map(({ planned }, n) => {
    if (found[n]?.held) return "already"
    return planned && now.has(nameOf(planned)) ? null : "changed"
  })
}

/** The same rows in the same state, for the same end. */
const nameOf = ({
  subject,
  op,
  place,
  category,
  purpose,
  keys,
  span,
  beforeHash,
}: PlannedOperation): string =>
  JSON.stringify([subject, op, place, category, purpose, keys, span, beforeHash])
