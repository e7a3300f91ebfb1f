import type { PlanDraft } from "@/lib/fulfilment/draft"
import { endsPerItem, keepingCategory } from "@/lib/fulfilment/keeping"
import { computePlan, type Planning, planOf } from "@/lib/fulfilment/plan"
import type { Swept } from "@/lib/requests/scope"

/** What of one person is beyond its time: the categories, items of each that would go, and the hash of what would. */
export type Beyond = { categories: string[]; counts: Record<string, number>; planHash: string }

/**
 * What is held of a person beyond its time by the day of the sweep, among these categories; null when nothing is. What a
 * source cannot erase by itself, or a fact leaves open, is left to people (rule 9). Throws SourceUnreachable.
 */
export async function beyondTime(
  planning: Planning,
  among: readonly string[],
  swept: Swept,
): Promise<Beyond | null> {
  const over = among.filter((category) => isOver(planning, category, swept))
  let categories = over.length > 0 ? await heldOf(planning, over) : []
  while (categories.length > 0) {
    const plan = await computePlan(planning, { right: "erasure", categories, swept })
    const open = openIn(plan)
    const rest = categories.filter((category) => !open.has(category))
    if (rest.length === categories.length) return told(plan)
    categories = rest
  }
  return null
}

const isOver = ({ inForce, known }: Planning, category: string, { asOf }: Swept): boolean =>
  keepingCategory(inForce, category, { ...known, today: asOf }, true).every(({ ground }) =>
    endsPerItem(ground),
  )

async function heldOf({ sources, identities }: Planning, categories: readonly string[]): Promise<string[]> {
  const held = new Set<string>()
  for (const [source, identifiers] of identities) {
    if (source === "*") continue
    const answer = await sources.of(source).count({ identifiers, categories })
    for (const { category } of answer.categories) held.add(category)
  }
  return categories.filter((category) => held.has(category))
}

/** The categories about which something has still to be decided by a person. */
const openIn = ({ operations, gaps }: PlanDraft): Set<string> =>
  new Set([
    ...operations.filter(({ sure }) => !sure).map(({ category }) => category),
    ...gaps.flatMap(({ wanted }) => ("category" in wanted ? [wanted.category] : [])),
  ])

/** The plan as it is told, by what it erases: what it keeps may change meanwhile without widening it. */
export function told(plan: PlanDraft): Beyond | null {
  const erased = plan.operations.filter(({ operation }) => operation === "erase")
  const counts: Record<string, number> = {}
  for (const { planned } of erased)
    for (const [category, items] of Object.entries(planned?.items ?? {}))
      counts[category] = (counts[category] ?? 0) + items
  const categories = Object.keys(counts).sort()
  return categories.length > 0 ? { categories, counts, planHash: planOf(erased).hash } : null
}
