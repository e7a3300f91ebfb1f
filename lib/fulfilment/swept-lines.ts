import { dayIn, isDay } from "@/lib/deadlines/day"
import { addPeriod } from "@/lib/deadlines/period"
import { endsPerItem, type Keeping, keepingCategory, longest } from "@/lib/fulfilment/keeping"
import type { Line } from "@/lib/fulfilment/lines"
import type { Planning } from "@/lib/fulfilment/plan"
import type { Swept } from "@/lib/requests/scope"
import type { Item } from "@/lib/sources/connector"
import { eachItem } from "@/lib/sources/each-item"

/**
 * What a sweep does to each category, as things stood on its day: erased where nothing kept it any more; where its
 * items end one by one, those that were over are erased and the others kept; left as it is where anything else keeps it.
 */
export async function sweptLines(
  planning: Planning,
  categories: readonly string[],
  { asOf }: Swept,
): Promise<Line[]> {
  const known = { ...planning.known, today: asOf }
  const lines: Line[] = []
  for (const category of categories) {
    const keepings = keepingCategory(planning.inForce, category, known, true)
    const keeping = longest(keepings)
    if (!keeping) lines.push({ wanted: { op: "erase", category }, phase: "now", keeping: null })
    else if (keepings.every(({ ground }) => endsPerItem(ground)))
      lines.push(...(await itemLines(planning, category, { keepings, keeping, asOf })))
    else lines.push({ wanted: { op: "keep", category }, phase: "kept", keeping })
  }
  return lines
}

type OnItems = { keepings: readonly Keeping[]; keeping: Keeping; asOf: string }

async function itemLines(
  planning: Planning,
  category: string,
  { keepings, keeping, asOf }: OnItems,
): Promise<Line[]> {
  const isOut = ({ recordedAt }: Pick<Item, "recordedAt">) => isOver(planning, recordedAt, { keepings, asOf })
  // Of most people nothing is over: their items are not named, however many they are.
  if (!(await isAny(itemsOf(planning, category), isOut))) return []
  const over: string[] = []
  const kept: string[] = []
  for await (const item of itemsOf(planning, category)) (isOut(item) ? over : kept).push(item.id)
  if (over.length === 0) return []
  const erased: Line = { wanted: { op: "erase", category, items: over }, phase: "now", keeping: null }
  return kept.length === 0
    ? [erased]
    : [erased, { wanted: { op: "keep", category, items: kept }, phase: "kept", keeping }]
}

async function isAny<T>(all: AsyncIterable<T>, is: (one: T) => boolean): Promise<boolean> {
  for await (const one of all) if (is(one)) return true
  return false
}

/** Whether every period that keeps an item was over; what does not say when it was recorded is kept. */
function isOver(
  { inForce }: Planning,
  recordedAt: string | null,
  { keepings, asOf }: Pick<OnItems, "keepings" | "asOf">,
): boolean {
  if (recordedAt === null) return false
  const day = isDay(recordedAt)
    ? recordedAt
    : dayIn(new Date(recordedAt), inForce.policy.organisation.timezone)
  return keepings.every(({ ground: { until } }) => {
    const plus = until && "plus" in until ? until.plus : undefined
    return (plus ? addPeriod(day, plus) : day) <= asOf
  })
}

async function* itemsOf(
  { sources, identities }: Planning,
  category: string,
): AsyncGenerator<Pick<Item, "id" | "recordedAt">> {
  for (const [source, identifiers] of identities) {
    if (source !== "*") yield* eachItem(sources.of(source), identifiers, category)
  }
}
