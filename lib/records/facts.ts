import type { Facts } from "@/lib/fulfilment/keeping"
import type { KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import type { FactAnswer, Sources } from "@/lib/sources/connector"
import { factsOf } from "@/lib/sources/holdings"

/**
 * Asks every source the facts the policy's conditions refer to, in parallel. A fact two sources answer differently is
 * unknown, and goes to a person (rule 9). Throws SourceUnreachable when a source does not answer.
 */
export async function askFacts(inForce: InForce, sources: Sources, known: KnownIn): Promise<Facts> {
  const asked = Object.entries(inForce.dataMap.sources)
    .filter(([name]) => known.has(name))
    .map(async ([name, map]) => {
      const codes = inForce.policy.facts.flatMap(({ code }) => (factsOf(map).includes(code) ? [code] : []))
      if (codes.length === 0) return []
      const answers = await sources.of(name).facts(codes, known.get(name) ?? [])
      return answers.map((answer, i) => [codes[i] ?? "", answer] as const)
    })
  const facts = new Map<string, FactAnswer>()
  for (const [code, answer] of (await Promise.all(asked)).flat()) {
    const other = facts.get(code)
    facts.set(
      code,
      other && other.value !== answer.value ? { ...answer, value: "unknown", since: null } : answer,
    )
  }
  return facts
}
