import { startOfDay } from "@/lib/deadlines/day"
import type { DraftOperation } from "@/lib/fulfilment/draft"

/**
 * What the rest of a plan waits for: a fact, the first date that comes, or neither (a hold, an officer's own decision);
 * null when nothing waits. `zone` is the organisation's.
 */
export function waitsFor(
  operations: readonly DraftOperation[],
  zone: string,
): { deferredFact: string | null; deferredUntil: Date | null } | null {
  const waiting = operations.filter(({ phase }) => phase !== "now")
  if (waiting.length === 0) return null
  const first = waiting.flatMap(({ untilOn }) => (untilOn ? [untilOn] : [])).sort()[0]
  const deferredFact = waiting.find(({ untilFact }) => untilFact)?.untilFact ?? null
  return { deferredFact, deferredUntil: first ? startOfDay(first, zone) : null }
}

const thingsOf = ({ purpose, operations, source, category }: DraftOperation): string[] =>
  purpose ? operations.map((operation) => `${purpose}/${operation}`) : [`${source}:${category}`]

/**
 * Whether, by the plan computed now, something that waited may be done, or nothing waits any more. Data that came since
 * in what was done already releases nothing by itself.
 */
export function isReleased(before: readonly DraftOperation[], now: readonly DraftOperation[]): boolean {
  if (now.every(({ phase }) => phase === "now")) return true
  const waited = new Set(before.filter(({ phase }) => phase !== "now").flatMap(thingsOf))
  return now.some(
    (line) =>
      line.phase === "now" &&
      line.operation !== "restrict" &&
      thingsOf(line).some((thing) => waited.has(thing)),
  )
}

/**
 * Whether an erasure that waited would now take more than was kept back when it was approved: rows that came since, or
 * places the data map names since. Then it is nothing anybody agreed to yet. What was kept back whole, with whatever is in
 * it by then, as the account is, was agreed to so.
 */
export function isWider(before: readonly DraftOperation[], now: readonly DraftOperation[]): boolean {
  const agreed = itemsIn(before.filter(({ operation }) => operation === "keep" || operation === "erase"))
  const nameOf = ({ source, category }: DraftOperation) => `${source}|${category}`
  const wholly = new Set(before.filter(({ phase, planned }) => phase === "kept" && !planned).map(nameOf))
  const erased = itemsIn(
    now.filter((line) => line.phase === "now" && line.operation === "erase" && !wholly.has(nameOf(line))),
  )
  return [...erased].some(([place, items]) => items > (agreed.get(place) ?? 0))
}

/** Items of each category in each entry of a source's map. */
function itemsIn(lines: readonly DraftOperation[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const { planned } of lines) {
    for (const [category, items] of Object.entries(planned?.items ?? {})) {
      const place = `${planned?.source}|${planned?.entry}|${category}`
      found.set(place, (found.get(place) ?? 0) + items)
    }
  }
  return found
}
