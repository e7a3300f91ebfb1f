import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm"
import { planOperations, plans } from "@/db/schema/fulfilment"
import { atOnce } from "@/db/transaction"
import { asWorker, type Ctx } from "@/lib/context"
import type { Counts, Lost, StoredPlan } from "@/lib/fulfilment/store-plan"
import { type Done, isRun, type Work } from "@/lib/fulfilment/work"
import type { OpenHouse } from "@/lib/house"
import { accessPart } from "@/lib/requests/access"
import { movePart } from "@/lib/requests/transition"
import type { CategoryCount } from "@/lib/sources/connector"
import type { Beside, PlannedOperation, VerifyAnswer } from "@/lib/sources/operation"

const countsOf = (categories: readonly CategoryCount[]): Counts[string] =>
  Object.fromEntries(categories.map(({ category, items }) => [category, items]))

/** What a source holds of the person in all categories of the map. Throws SourceUnreachable. */
async function countIn({ identities, sources }: Work, source: string): Promise<Counts[string]> {
  const { categories } = await sources.of(source).count({ identifiers: identities.get(source) ?? [] })
  return countsOf(categories)
}

/** What a source holds before the plan runs in it: when it was first tried, and now. */
export type HeldBefore = { first: Counts[string]; now: Counts[string] }

/** What is to be kept in the portal before anything runs in a source. */
export type Keep = (ctx: Ctx) => Promise<void>

/**
 * What a source holds of the person before anything of the plan runs in it, in all categories of the map. It is kept with
 * the plan first, and `others` with it, so that where a try failed after it ran, the next compares with what was there
 * before it.
 */
export async function countBefore(
  house: OpenHouse,
  work: Work,
  source: string,
  others: Promise<Keep> | null,
): Promise<HeldBefore> {
  const { part, plan } = work
  const [now, keep] = await Promise.all([countIn(work, source), others])
  const known = plan.heldBefore?.[source]
  const held = JSON.stringify({ [source]: now })
  if (!known || keep)
    await asWorker(house, "fulfil", { part: part.id }, (ctx) =>
      atOnce([
        known
          ? null
          : ctx.db.execute(sql`update ${plans} set held_before = ${held}::jsonb || coalesce(held_before, '{}')
              where id = ${plan.id}`),
        keep?.(ctx),
      ]),
    )
  return { first: known ?? now, now }
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
  const isShown = (one: Lost) => shown.some((each) => isSame(each, one) && each.items >= one.items)
  return lost.flat().every(isShown) ? [] : lost.flat()
}

/** What the sources in which something of a plan is done held before it. */
export const heldWhereDone = (
  { operations, heldBefore }: Pick<StoredPlan, "operations" | "heldBefore">,
  done: readonly Done[],
): Counts => {
  const isDone = (source: string) =>
    operations.some((operation) => operation.source === source && done.some(({ id }) => id === operation.id))
  return Object.fromEntries(Object.entries(heldBefore ?? {}).filter(([source]) => isDone(source)))
}

const isSame = (one: Lost, other: Lost): boolean =>
  one.source === other.source && one.category === other.category && one.is === other.is

/** What a source would change beside a plan, as it is kept with the plan. */
export const besideOf = (source: string, beside: readonly Beside[]): Lost[] =>
  beside.map(({ category, items, is }) => ({
    ...{ source, category, items },
    ...(is === "changed" ? { is } : {}),
  }))

/** What of a source staff were shown, and let the plan be carried out with. */
export const shownIn = ({ goneBeside: shown }: StoredPlan, source: string): Beside[] =>
  (shown ?? [])
    .filter((one) => one.source === source)
    .map(({ category, items, is }): Beside => ({ category, items, is: is ?? "gone" }))

/**
 * What a source had only said it would change beside the plan gives way to what it did change: what made it do so may have
 * been mended since. Where its word that it was done is lost, what it had said stands.
 */
export async function keepBeside(
  house: OpenHouse,
  { part, plan }: Work,
  source: string,
  beside: readonly Beside[],
): Promise<void> {
  const shown = plan.goneBeside ?? []
  const rest = shown.filter((one) => one.source !== source || !one.would)
  if (rest.length === shown.length) return
  const did = besideOf(source, beside)
  // What is gone later is held against this.
  plan.goneBeside = [...rest, ...did]
  await asWorker(house, "fulfil", { part: part.id }, ({ db }) =>
    db.execute(sql`update ${plans} set gone_beside = ${JSON.stringify(did)}::jsonb || coalesce(
      (select jsonb_agg(one) from jsonb_array_elements(gone_beside) one
       where one ->> 'source' <> ${source} or one -> 'would' is null), '[]') where id = ${plan.id}`),
  )
}

/**
 * What went, or was changed, beside the plans of a part, to be told in its certificate: by the plan sealed now, and by those
 * before it that were carried out in the source.
 */
export async function goneBeside(ctx: Ctx, partId: string, planId: string): Promise<Lost[]> {
  const rows = await ctx.db
    .select({ id: plans.id, lost: plans.goneBeside })
    .from(plans)
    .where(and(eq(plans.partId, partId), isNotNull(plans.goneBeside)))
    .orderBy(asc(plans.version))
  if (rows.length === 0) return []
  const ran = await ctx.db
    .selectDistinct({ id: planOperations.planId, source: planOperations.source })
    .from(planOperations)
    .where(and(eq(planOperations.partId, partId), inArray(planOperations.state, ["done", "verified"])))
  return rows.flatMap(({ id, lost }) =>
    (lost as Lost[]).filter(
      ({ source }) => id === planId || ran.some((each) => each.id === id && each.source === source),
    ),
  )
}

/** A key emptied to free another row is an item of the row that stays. */
const touchedBy = (planned: PlannedOperation | null, category: string): number =>
  planned?.items[category] ??
  (planned?.strategy === "detach" && planned.category === category ? planned.keys.length : 0)

const plannedIn = ({ plan }: Work, source: string, category: string): number =>
  plan.operations
    .filter((operation) => isRun(operation) && operation.source === source)
    .reduce((sum, { planned }) => sum + touchedBy(planned, category), 0)

/** The part waits for staff, with what is gone or would be in its history. When they go on, the certificate says it. */
export async function stallLost(
  house: OpenHouse,
  { part, plan }: Work,
  lost: Lost[],
  cause: "lost" | "beside" = "lost",
): Promise<void> {
  const note = lost.map(({ source, category, items }) => `${source}: ${category} (${items})`).join("; ")
  const earlier = (plan.goneBeside ?? []).filter((one) => !lost.some((other) => isSame(one, other)))
  await asWorker(house, "stall", { part: part.id }, async (ctx) => {
    const now = await accessPart(ctx, part.id, null)
    if (now.status !== "fulfilling") return
    await ctx.db
      .update(plans)
      .set({ goneBeside: [...earlier, ...lost] })
      .where(eq(plans.id, plan.id))
    await movePart(ctx, now, "stall", { set: { stallCause: cause }, note })
  })
}
