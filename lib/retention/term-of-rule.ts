import type { InForce } from "@/lib/policy/editions"
import { ground } from "@/lib/policy/lookup"

/**
 * How long a rule keeps something after an event, as an ISO 8601 period: by its ground for that event. Null where the
 * policy sets no such term, so that nothing ends by it.
 */
export function termOfRule(
  inForce: Pick<InForce, "policy" | "profile">,
  rule: string,
  event: "item_recorded" | "request_closed",
): string | null {
  const codes = inForce.policy.retentionRules.find(({ code }) => code === rule)?.grounds ?? []
  const ends = codes.map((code) => ground(inForce, code).until)
  const plus = ends.map((until) => (until && "event" in until && until.event === event ? until.plus : null))
  // What also waits for something else has no term of its own.
  return plus.length === 1 ? (plus[0] ?? null) : null
}
