import type { Identifiers } from "../connector"
import { ValueDoesNotFit } from "../failures"
import { whyUnheld } from "../holding"
import type { PlanAnswer, PlannedOperation, Span, Unplanned, Wanted } from "../operation"
import { ValueRefused } from "./client"
import type { Asked } from "./contract"
import { assertNamed, type Gap, type Plan, type WireStep, wholePlan } from "./pages"
import { ofEach, subjectsOf } from "./people"
import { assertOwn, type HttpSource, partsOfItem, untrue } from "./source"

type WireWanted = Asked<"plan">["wanted"][number]

/** A wish in the contract's words, or why the source is not even asked. */
function inWords({ map }: HttpSource, wanted: Wanted): WireWanted | Unplanned["why"] {
  if (wanted.op === "stop" || wanted.op === "allow") {
    if (!map.processing?.purposes[wanted.purpose]) return "not_mapped"
    const { operations, ...rest } = wanted
    // The codes are the policy's own, which the contract knows.
    return { ...rest, ...(operations ? { operations: [...operations] } : {}) } as WireWanted
  }
  const holding = map.holds[wanted.category]
  if (!holding) return whyUnheld(wanted.op)
  if (wanted.op === "correct") {
    const { item, ...rest } = wanted
    if (!holding.fields[wanted.field]?.correct) return "not_mapped"
    if (item === undefined) return rest
    const parts = partsOfItem(item)
    return parts?.category === wanted.category ? { ...rest, record: parts.record } : "nothing_held"
  }
  if (wanted.op === "restrict" || wanted.op === "unrestrict" || !wanted.items)
    return { ...wanted } as WireWanted
  const items = wanted.items.flatMap((id) => {
    const parts = partsOfItem(id)
    return parts?.category === wanted.category ? [{ field: parts.field, record: parts.record }] : []
  })
  return items.length === 0 ? "nothing_held" : { ...wanted, items }
}

/** Whether a step does what one wish asks, and no more than it. */
function carries(step: WireStep, wanted: WireWanted): boolean {
  if (step.op !== wanted.op) return false
  if ("purpose" in wanted) return step.purpose === wanted.purpose
  if (wanted.op === "restrict" || wanted.op === "unrestrict") return step.category === wanted.category
  if (wanted.op === "correct")
    return (
      step.category === wanted.category &&
      step.fields.join() === wanted.field &&
      JSON.stringify(step.values) === JSON.stringify({ [wanted.field]: wanted.value }) &&
      (wanted.record === undefined || step.records.join() === wanted.record)
    )
  const items = "items" in wanted ? wanted.items : undefined
  const isWithin =
    !items ||
    (!step.span &&
      step.records.every((record) => items.some((each) => each.record === record)) &&
      step.fields.every((field) => items.some((each) => each.field === field)) &&
      (step.items[wanted.category] ?? 0) <= items.length)
  return wanted.category in step.items && isWithin
}

/** Refuses a plan that touches what nobody wanted, or passes over in silence what somebody did. */
function assertFaithful(source: HttpSource, wanted: readonly WireWanted[], { steps, unplanned }: Plan): void {
  const gaps = new Map(unplanned.map((gap) => [gap.wanted, gap.why]))
  const isGap = unplanned.every((gap) => gap.wanted < wanted.length)
  if (!isGap || gaps.size < unplanned.length) throw untrue(source, "a plan of what it was not asked for")
  const kept = wanted.flatMap((each, i) =>
    each.op === "erase" && gaps.get(i) === "needed" ? [each.category] : [],
  )
  for (const step of steps) {
    const mine = wanted.filter((each) => carries(step, each))
    const mayTouch = new Set([
      ...mine.flatMap((each) => ("category" in each ? [each.category] : [])),
      ...(step.op === "keep" ? kept : []),
    ])
    const touches = Object.keys(step.items)
    const isRows = step.op === "erase" || step.op === "keep"
    const isWanted = isRows ? touches.length > 0 : mine.length > 0
    if (!isWanted || (isRows && touches.some((category) => !mayTouch.has(category))))
      throw untrue(source, "a plan that touches what nobody wanted")
  }
  assertNamed(source, steps)
  const left = wanted.some((each, i) => !gaps.has(i) && !steps.some((step) => carries(step, each)))
  if (left) throw untrue(source, "a plan that leaves out what was wanted")
}

const spanOf = ({ span }: WireStep): Pick<PlannedOperation, "span"> =>
  span ? { span: { from: { record: span.first }, to: { record: span.last }, rows: span.count } } : {}

const operationOf = ({ name }: HttpSource, step: WireStep, position: number): PlannedOperation => ({
  ...{ source: name, subject: step.subject, position, entry: step.category, place: step.place },
  keys: step.records.map((record) => ({ record })),
  ...spanOf(step),
  ...{ op: step.op, strategy: step.strategy, category: step.category, purpose: step.purpose },
  ...{ fields: step.fields, items: step.items },
  count: Object.values(step.items).reduce((sum, items) => sum + items, 0),
  ...{ beforeHash: step.before, afterHash: step.after, after: step.values },
})

const wireSpan = ({ from, to, rows }: Span): WireStep["span"] => ({
  ...{ first: from.record ?? "", last: to.record ?? "", count: rows },
})

/** A planned operation as the source itself said it. */
export const stepOf = (operation: PlannedOperation): WireStep =>
  // What is given back is what the source gave; the interface's type is wider, since other sources can do more.
  ({
    ...{ subject: operation.subject, op: operation.op, strategy: operation.strategy },
    ...{ category: operation.category, purpose: operation.purpose, fields: [...operation.fields] },
    records: operation.keys.map(({ record }) => record ?? ""),
    ...(operation.span ? { span: wireSpan(operation.span) } : {}),
    ...{ items: operation.items, place: operation.place },
    ...{ before: operation.beforeHash, after: operation.afterHash, values: operation.after },
  }) as WireStep

/** What one of the person's keys is told apart for, of all wishes the source was asked for. */
async function planFor(
  source: HttpSource,
  subjects: readonly string[],
  wanted: WireWanted[],
): Promise<Plan[]> {
  if (wanted.length === 0) return []
  try {
    const plans = await ofEach(source, subjects, (subject) => wholePlan(source, subject, wanted))
    for (const plan of plans) {
      for (const { subject } of plan.steps) assertOwn(source, plan.subject, subject)
      assertFaithful(source, wanted, plan)
    }
    return plans
  } catch (error) {
    const refused = error instanceof ValueRefused ? wanted[error.at] : undefined
    if (refused?.op === "correct") throw new ValueDoesNotFit(source.name, refused.category, [refused.field])
    throw error
  }
}

/** Nothing is held only where it is under none of the person's keys; `already` is no gap at all. */
function gapOf(gaps: readonly (Gap | undefined)[], wanted: Wanted): Unplanned[] {
  const said = gaps.flatMap((gap) => (gap && gap.why !== "already" ? [gap] : []))
  const told = said.find(({ why }) => why !== "nothing_held")
  if (!told && said.length < gaps.length) return []
  const why = told?.why ?? "nothing_held"
  return why === "already" ? [] : [{ wanted, why, ...(told?.by ? { by: told.by } : {}) }]
}

/** What the source would do, held against what is wanted. Throws ValueDoesNotFit, SourceRefused, Quarantined. */
export async function plan(
  source: HttpSource,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<PlanAnswer> {
  const subjects = await subjectsOf(source, identifiers)
  const words = wanted.map((each) => inWords(source, each))
  const asked = words.filter((each) => typeof each !== "string")
  const plans = await planFor(source, subjects, asked)
  const unplanned = wanted.flatMap((each, i): Unplanned[] => {
    const word = words[i]
    if (word === undefined || typeof word === "string") return [{ wanted: each, why: word ?? "not_mapped" }]
    const sent = asked.indexOf(word)
    return gapOf(
      plans.map((one) => one.unplanned.find((gap) => gap.wanted === sent)),
      each,
    )
  })
  const operations = plans.flatMap(({ steps }) => steps).map((step, i) => operationOf(source, step, i))
  return { source: source.name, subjects, operations, unplanned, plannedAt: new Date().toISOString() }
}
