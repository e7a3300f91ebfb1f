import type { Identifiers, Json } from "../connector"
import { whyUnheld } from "../holding"
import type { PlanAnswer, PlannedOperation, Unplanned, Wanted } from "../operation"
import {
  digestOf,
  fieldsLeft,
  isRestricted,
  type ManualSource,
  markOf,
  type Standing,
  standingsOf,
} from "./standing"

type Step = Omit<PlannedOperation, "position">
type Outcome = Step | Unplanned["why"] | "as_it_is"

/** Where nobody is known, nothing is held; a wish nobody could carry out is said to be so first. */
function stepFor(source: ManualSource, standing: Standing, wanted: Wanted): Outcome {
  if (wanted.op === "stop" || wanted.op === "allow") return "not_mapped"
  const { op, category } = wanted
  const held = source.map.holds[category]
  if (!held) return whyUnheld(op)
  if (op === "correct" && !held.fields[wanted.field]?.correct) return "not_mapped"
  const left = fieldsLeft(source, standing, category).filter((field) =>
    isMeant(source, standing, wanted, field),
  )
  if (left.length === 0) return "nothing_held"
  if (op === "restrict" && isRestricted(standing, category)) return "as_it_is"
  if (op === "unrestrict" && !isRestricted(standing, category)) return "as_it_is"
  const after: Record<string, Json> | null = op === "correct" ? { [wanted.field]: wanted.value } : null
  const count = op === "erase" || op === "keep" || op === "correct" ? left.length : 0
  return {
    ...{ source: source.name, subject: standing.subject, entry: category, place: "", keys: [] },
    ...{ op, strategy: STRATEGIES[op], category, purpose: null, fields: left },
    ...{ items: { [category]: count }, count },
    beforeHash: markOf(source, standing, { op, category, value: after }, left),
    afterHash: null,
    after,
  }
}

const STRATEGIES = {
  erase: "delete",
  keep: "keep",
  correct: "set",
  restrict: "flag",
  unrestrict: "flag",
} as const satisfies Partial<Record<Wanted["op"], PlannedOperation["strategy"]>>

export const itemId = (source: ManualSource, subject: string, category: string, field: string): string =>
  `${category}.${field}.${digestOf(source.name, subject)}`

function isMeant(
  source: ManualSource,
  { subject }: Standing,
  wanted: Extract<Wanted, { category: string }>,
  field: string,
): boolean {
  const id = itemId(source, subject, wanted.category, field)
  if (wanted.op === "correct")
    return wanted.field === field && (wanted.item === undefined || wanted.item === id)
  return !("items" in wanted) || !wanted.items || wanted.items.includes(id)
}

/** What people would be asked to do. Nothing is looked up for it: what they hold is what the map says they do. */
export async function plan(
  source: ManualSource,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<PlanAnswer> {
  const standings = await standingsOf(source, identifiers)
  const operations: PlannedOperation[] = []
  const unplanned: Unplanned[] = []
  for (const each of wanted) {
    const found = standings.map((standing) => stepFor(source, standing, each))
    for (const step of found)
      if (typeof step === "object") operations.push({ ...step, position: operations.length })
    const why = found.find((step) => step === "not_mapped" || step === "nothing_held") ?? "nothing_held"
    if (found.every((step) => step === why)) unplanned.push({ wanted: each, why })
  }
  const subjects = standings.map(({ subject }) => subject)
  return { source: source.name, subjects, operations, unplanned, plannedAt: new Date().toISOString() }
}
