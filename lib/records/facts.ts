import type { Facts } from "@/lib/fulfilment/keeping"
import type { KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import type { FactAnswer, Sources } from "@/lib/sources/connector"

/**
 * Asks every source the facts the policy's conditions refer to, in parallel. A fact two sources answer differently is
 * unknown, and goes to a person (rule 9). Throws SourceUnreachable when a source does not answer.
 */
export async function askFacts(inForce: InForce, sources: Sources, known: KnownIn): Promise<Facts> {
  const asked = inForce.policy.facts.flatMap(({ code }) =>
    Object.entries(inForce.dataMap.sources)
      .filter(([name, map]) => code in map.facts && known.has(name))
      .map(async ([name]) => [code, await sources.of(name).fact(code, known.get(name) ?? [])] as const),
  )
  const facts = new Map<string, FactAnswer>()
  for (const [code, answer] of await Promise.all(asked)) {
    const other = facts.get(code)
    facts.set(
      code,
      other && other.value !== answer.value ? { ...answer, value: "unknown", since: null } : answer,
    )
  }
  return facts
}
