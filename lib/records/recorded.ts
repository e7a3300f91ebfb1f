import { dayIn, isDay } from "@/lib/deadlines/day"
import { datedCategories, type Recorded } from "@/lib/fulfilment/keeping"
import type { KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import type { Sources } from "@/lib/sources/connector"

/**
 * On which day the last item of each category was recorded, for those categories whose keeping ends a period after it;
 * days are the organisation's. Asks nothing where no ground of the policy or the profile ends so. Throws
 * SourceUnreachable when a source does not answer.
 */
export async function askRecorded(inForce: InForce, sources: Sources, known: KnownIn): Promise<Recorded> {
  const categories = datedCategories(inForce)
  if (categories.length === 0) return new Map()
  const zone = inForce.policy.organisation.timezone
  const answers = await Promise.all(
    Object.keys(inForce.dataMap.sources).map((name) => {
      const identifiers = known.get(name)
      return identifiers ? sources.of(name).lastRecorded({ identifiers, categories }) : []
    }),
  )
  const recorded = new Map<string, string | null>()
  for (const { category, at } of answers.flat()) {
    const day = at === null || isDay(at) ? at : dayIn(new Date(at), zone)
    const other = recorded.get(category)
    recorded.set(category, other === undefined ? day : day && other ? (day > other ? day : other) : null)
  }
  return recorded
}
