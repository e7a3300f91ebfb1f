import { asWorker } from "@/lib/context"
import { isRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { accessPart } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import type { CategoryCount, PlannedOperation, VerifyAnswer } from "@/lib/sources/connector"

/** Items of each category in each source. */
export type Counts = Record<string, Readonly<Record<string, number>>>
export type Lost = { source: string; category: string; items: number }

const countsOf = (categories: readonly CategoryCount[]): Counts[string] =>
  Object.fromEntries(categories.map(({ category, items }) => [category, items]))

/** What a source holds of the person in all categories of the map. Throws SourceUnreachable. */
export async function countIn({ identities, sources }: Work, source: string): Promise<Counts[string]> {
  const { categories } = await sources.of(source).count({ identifiers: identities.get(source) ?? [] })
  return countsOf(categories)
}

/**
 * What is gone beyond the plan, by the reading that verified it: of a category the plan erases in, more than it says; of any
 * other, anything. What came since is not lost: the source goes on living.
 */
export async function lostBeyond(
  work: Work,
  before: Counts,
  findings: readonly VerifyAnswer[],
): Promise<Lost[]> {
  const lost = await Promise.all(
    Object.entries(before).map(async ([source, held]) => {
      const counts = findings.find((finding) => finding.source === source)?.counts
      const now = counts ? countsOf(counts) : await countIn(work, source)
      return Object.entries(held).flatMap(([category, items]) => {
        const gone = items - (now[category] ?? 0) - plannedIn(work, source, category)
        return gone > 0 ? [{ source, category, items: gone }] : []
      })
    }),
  )
  return lost.flat()
}

/** A key emptied to free another row is an item of the row that stays. */
const touchedBy = (planned: PlannedOperation | null, category: string): number =>
  planned?.items[category] ??
  (planned?.strategy === "detach" && planned.category === category ? planned.keys.length : 0)

const plannedIn = ({ plan }: Work, source: string, category: string): number =>
  plan.operations
    .filter((operation) => isRun(operation) && operation.source === source)
    .reduce((sum, { planned }) => sum + touchedBy(planned, category), 0)

/** The part waits for staff, with what is gone in its history. When they go on, it is counted anew. */
export async function stallLost(house: OpenHouse, partId: string, lost: readonly Lost[]): Promise<void> {
  const note = lost.map(({ source, category, items }) => `${source}: ${category} (${items})`).join("; ")
  await asWorker(house, "stall", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "fulfilling") return
    await movePart(ctx, part, "stall", { set: { stallCause: "lost" }, note })
  })
}
