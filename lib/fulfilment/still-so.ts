import { and, eq, inArray, isNotNull } from "drizzle-orm"
import { planOperations } from "@/db/schema/fulfilment"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import type { Ctx } from "@/lib/context"
import { doneEarlier, openPlan, type StoredOperation } from "@/lib/fulfilment/store-plan"
import { bySource, plannedOf } from "@/lib/fulfilment/verify"
import { isRun, type Work } from "@/lib/fulfilment/work"
import { Erased } from "@/lib/keys/vault"
import type { KnownIn } from "@/lib/people/identities"
import type { Part } from "@/lib/requests/access"
import type { Sources } from "@/lib/sources/connector"

/**
 * What was no longer as certified, by codes of the data map and a number: what was there again, or was changed back.
 * `unread`: nobody can say, since nothing is known any more by which the source could be asked.
 */
export type CameBack = { source: string; category: string; items: number; unread?: true }

const LASTS: readonly StoredOperation["operation"][] = ["erase", "correct", "stop"]

/** Whether an operation that ran stays true once it was done. */
const isLasting = (line: StoredOperation): boolean => isRun(line) && LASTS.includes(line.operation)

/** Whether it is so for as long as its plan is the newest: a restriction ends with what it was for. */
const isWatched = (line: StoredOperation): boolean =>
  isLasting(line) || (isRun(line) && line.operation === "restrict")

/** Of what a certificate tells, all that is to be so on a later day too. */
export const toLast = ({ earlier, plan }: Pick<Work, "earlier" | "plan">): StoredOperation[] => [
  ...earlier.filter(isLasting),
  ...plan.operations.filter(isWatched),
]

/**
 * What a part certified as done and nothing later undid, and what it keeps, to be read again; null where the key that
 * sealed it is gone with the person.
 */
export async function stillToHold(ctx: Ctx, part: Part): Promise<StoredOperation[] | null> {
  try {
    const plan = await openPlan(ctx, part.id)
    if (!plan) return []
    const earlier = (await doneEarlier(ctx, part.id, plan)).filter(isLasting)
    const kept = plan.operations.filter(({ phase, planned }) => phase === "kept" && planned)
    const done = [...earlier, ...plan.operations.filter(isWatched)].filter(
      ({ state }) => state === "verified",
    )
    const isUndone = await undoneLater(ctx, part)
    return [...done.filter((line) => !isUndone(line)), ...kept]
  } catch (error) {
    if (error instanceof Erased) return null
    throw error
  }
}

const tableOf = (place: string): string | undefined => place.split(",")[0]?.split(".").slice(0, 2).join(".")

/** Whether a later act changed it, as it may: the person's new consent, or another operation on the same data. */
async function undoneLater(
  ctx: Ctx,
  { subjectId }: Pick<Part, "subjectId">,
): Promise<(line: StoredOperation) => boolean> {
  const consents = presentConsents(await consentEventsOf(ctx, subjectId))
  const { id, source, category, place, operation, state, doneAt } = planOperations
  const others = await ctx.db
    .select({ id, source, category, place, operation, doneAt })
    .from(planOperations)
    .where(
      and(
        eq(planOperations.subjectId, subjectId),
        inArray(state, ["done", "verified"]),
        inArray(operation, ["erase", "correct", "unrestrict"]),
        isNotNull(doneAt),
      ),
    )
  return (line) => {
    const { purpose } = line
    if (line.operation === "erase") return false
    if (purpose && line.operations.some((each) => consents.get(`${purpose}/${each}`)?.event === "given"))
      return true
    return others.some(
      (other) =>
        other.id !== line.id &&
        other.source === line.source &&
        Number(other.doneAt) > Number(line.doneAt) &&
        (other.category === line.category || tableOf(other.place) === tableOf(line.place)),
    )
  }
}

/** What is no longer as certified: `certified` says how much of each erased category a certificate found. */
export async function noLongerSo(
  sources: Sources,
  identities: KnownIn,
  certified: readonly CameBack[],
  toHold: readonly StoredOperation[] | null,
): Promise<CameBack[]> {
  const lines = bySource(toHold ?? [])
  const names = [...new Set([...certified.map(({ source }) => source), ...lines.keys()])]
  const found = await Promise.all(
    names.map(async (name) => {
      const [mine, held] = [certified.filter(({ source }) => source === name), lines.get(name) ?? []]
      const [source, identifiers] = [sources.of(name), identities.get(name) ?? []]
      // What people stated nobody reads, on any day.
      if (source.byHand) return []
      if (toHold === null || (held.length === 0 && identifiers.length === 0))
        return mine.map((each): CameBack => ({ ...each, items: 0, unread: true }))
      const { operations, reach, counts, subjects } = await source.verify(identifiers, plannedOf(held))
      const back = mine.flatMap(({ category, items }): CameBack[] => {
        const inAll = counts?.find((each) => each.category === category)?.items ?? 0
        const now = reach.find((each) => each.category === category)?.found ?? inAll
        return now > items ? [{ source: name, category, items: now - items }] : []
      })
      // Of whoever the source does not know any more nothing is used or restricted.
      const changed = held.flatMap((line, i): CameBack[] => {
        const isHere = line.planned && subjects.includes(line.planned.subject)
        const isRead = isWatched(line) && line.operation !== "erase" && isHere
        return isRead && !operations[i]?.held
          ? [{ source: name, category: line.category, items: Math.max(line.items, 1) }]
          : []
      })
      return [...back, ...changed]
    }),
  )
  return found.flat()
}
