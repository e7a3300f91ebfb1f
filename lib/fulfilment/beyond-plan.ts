import { and, asc, eq, isNotNull, sql } from "drizzle-orm"
import { plans } from "@/db/schema/fulfilment"
import { asWorker, type Ctx } from "@/lib/context"
import type { Counts, Lost } from "@/lib/fulfilment/store-plan"
import { isRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { accessPart } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import type { CategoryCount, PlannedOperation, VerifyAnswer } from "@/lib/sources/connector"

const countsOf = (categories: readonly CategoryCount[]): Counts[string] =>
  Object.fromEntries(categories.map(({ category, items }) => [category, items]))

/** What a source holds of the person in all categories of the map. Throws SourceUnreachable. */
async function countIn({ identities, sources }: Work, source: string): Promise<Counts[string]> {
  const { categories } = await sources.of(source).count({ identifiers: identities.get(source) ?? [] })
  return countsOf(categories)
}

/** What a source holds before the plan runs in it: when it was first tried, and now. */
export type HeldBefore = { first: Counts[string]; now: Counts[string] }

/**
 * What a source holds of the person before anything of the plan runs in it, in all categories of the map. It is kept with
 * the plan first, so that where a try failed after it ran, the next compares with what was there before it.
 */
export async function countBefore(house: OpenHouse, work: Work, source: string): Promise<HeldBefore> {
  const { part, plan } = work
  const now = await countIn(work, source)
  const known = plan.heldBefore?.[source]
  if (known) return { first: known, now }
  const kept = JSON.stringify({ [source]: now })
  await asWorker(house, "fulfil", { part: part.id }, ({ db }) =>
    db.execute(sql`update ${plans} set held_before = ${kept}::jsonb || coalesce(held_before, '{}')
      where id = ${plan.id}`),
  )
  return { first: now, now }
}

/**
 * What is gone beyond the plan, by the reading that verified it: of a category the plan erases in, more than it says; of any
 * other, anything. What came since is not lost: the source goes on living. Empty where no more is gone than staff were shown.
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
  const shown = work.plan.goneBeside ?? []
  const isShown = (one: Lost) =>
    shown.some(
      ({ source, category, items }) =>
        source === one.source && category === one.category && items >= one.items,
    )
  return lost.flat().every(isShown) ? [] : lost.flat()
}

/** What was found to be gone beside the plans of a part, to be told in its certificate. */
export async function goneBeside(ctx: Ctx, partId: string): Promise<Lost[]> {
  const rows = await ctx.db
    .select({ lost: plans.goneBeside })
    .from(plans)
    .where(and(eq(plans.partId, partId), isNotNull(plans.goneBeside)))
    .orderBy(asc(plans.version))
  return rows.flatMap(({ lost }) => lost as Lost[])
}

/** A key emptied to free another row is an item of the row that stays. */
const touchedBy = (planned: PlannedOperation | null, category: string): number =>
  planned?.items[category] ??
  (planned?.strategy === "detach" && planned.category === category ? planned.keys.length : 0)

const plannedIn = ({ plan }: Work, source: string, category: string): number =>
  plan.operations
    .filter((operation) => isRun(operation) && operation.source === source)
    .reduce((sum, { planned }) => sum + touchedBy(planned, category), 0)

/** The part waits for staff, with what is gone in its history. When they go on, the certificate says it. */
export async function stallLost(house: OpenHouse, { part, plan }: Work, lost: Lost[]): Promise<void> {
  const note = lost.map(({ source, category, items }) => `${source}: ${category} (${items})`).join("; ")
  await asWorker(house, "stall", { part: part.id }, async (ctx) => {
    const now = await accessPart(ctx, part.id, null)
    if (now.status !== "fulfilling") return
    await ctx.db.update(plans).set({ goneBeside: lost }).where(eq(plans.id, plan.id))
    await movePart(ctx, now, "stall", { set: { stallCause: "lost" }, note })
  })
}
