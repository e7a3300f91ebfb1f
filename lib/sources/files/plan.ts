import { createHmac } from "node:crypto"
import type { Identifiers, Item, Json, PlanAnswer, PlannedOperation, Unplanned, Wanted } from "../connector"
import { whyUnheld } from "../holding"
import { exportOf, type FilesSource, type Person, peopleOf } from "./export"

type Step = Omit<PlannedOperation, "position">
type Outcome = Step | Unplanned["why"] | "as_it_is"

/** How what a step touches stands in an export: the rows and their values, or the mark. */
export const stateOf = (
  person: Person | undefined,
  step: Pick<Step, "op" | "category" | "purpose" | "keys" | "after">,
): Json => {
  if (step.op === "restrict" || step.op === "unrestrict")
    return person?.restricted.has(step.category) ?? false
  if (step.op === "stop" || step.op === "allow")
    return Object.keys(step.after ?? {}).filter((operation) =>
      person?.stopped.has(`${step.purpose}/${operation}`),
    )
  const rows = new Set(step.keys.map(({ field, record }) => `${field}.${record}`))
  const items =
    person?.items.filter(
      ({ category, field, key }) => category === step.category && rows.has(`${field}.${key.record}`),
    ) ?? []
  return items.map(({ id, value }): Json => [id, value as Json])
}

/** A digest of a state that says nothing of it. */
export const digestOf = ({ pepper, name }: FilesSource, subject: string, state: Json): string =>
  createHmac("sha256", `files ${pepper}`)
    .update(JSON.stringify([name, subject, state]))
    .digest("hex")

const EMPTY = { keys: [], fields: [], items: {}, count: 0, after: null, purpose: null }

/** A step with its digests; none where it would change nothing. */
function hashed(
  source: FilesSource,
  person: Person,
  step: Omit<Step, "source" | "subject" | "entry" | "place" | "beforeHash" | "afterHash">,
  promised: Json | null,
): Step | "as_it_is" {
  const { key: subject } = person
  const [before, after] = [
    digestOf(source, subject, stateOf(person, step)),
    promised === null ? null : digestOf(source, subject, promised),
  ]
  if (before === after) return "as_it_is"
  return {
    ...{ source: source.name, subject, entry: step.category || (step.purpose ?? ""), place: step.category },
    ...step,
    ...{ beforeHash: before, afterHash: after },
  }
}

function stepFor(source: FilesSource, person: Person, wanted: Wanted): Outcome {
  if (wanted.op === "stop" || wanted.op === "allow") return purposeStep(source, person, wanted)
  const { op, category } = wanted
  const held = source.map.holds[category]
  if (!held) return whyUnheld(op)
  if (op === "correct" && !held.fields[wanted.field]?.correct) return "not_mapped"
  if (op === "restrict" || op === "unrestrict") {
    const step = { ...EMPTY, op, category, strategy: "flag" as const }
    return hashed(source, person, step, op === "restrict")
  }
  const items = person.items.filter((item) => item.category === category && isMeant(wanted, item))
  if (items.length === 0) return "nothing_held"
  if (op === "correct" && items.length > 1) return "ambiguous"
  const step = {
    ...{ op, category, purpose: null, strategy: STRATEGIES[op] },
    keys: items.map(({ field, key }) => ({ field, record: key.record ?? "" })),
    fields: [...new Set(items.map(({ field }) => field))],
    ...{ items: { [category]: items.length }, count: items.length },
    after: op === "correct" ? { [wanted.field]: wanted.value } : null,
  }
  const corrected = op === "correct" ? items.map(({ id }): Json => [id, wanted.value]) : null
  return hashed(source, person, step, corrected)
}

const STRATEGIES = { erase: "delete", keep: "keep", correct: "set" } as const

const isMeant = (wanted: Wanted, { id, field }: Item): boolean => {
  if (wanted.op === "correct")
    return wanted.field === field && (wanted.item === undefined || wanted.item === id)
  return !("items" in wanted) || !wanted.items || wanted.items.includes(id)
}

function purposeStep(
  source: FilesSource,
  person: Person,
  wanted: Extract<Wanted, { purpose: string }>,
): Outcome {
  const { op, purpose } = wanted
  const known: readonly string[] = source.map.processing?.purposes[purpose] ?? []
  const operations = known.filter((each) => !wanted.operations || wanted.operations.includes(each))
  if (operations.length === 0) return "not_mapped"
  const after = Object.fromEntries(operations.map((operation) => [operation, op === "allow"]))
  const step = { ...EMPTY, op, category: "", purpose, strategy: "flag" as const, after }
  return hashed(source, person, step, op === "stop" ? operations : [])
}

/** What the system would be ordered, by what it last said it holds. */
export async function plan(
  source: FilesSource,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<PlanAnswer> {
  const people = await peopleOf(source, identifiers)
  const { made: plannedAt } = await exportOf(source)
  const operations: PlannedOperation[] = []
  const unplanned: Unplanned[] = []
  for (const each of wanted) {
    const found = people.map((person) => stepFor(source, person, each))
    for (const step of found)
      if (typeof step === "object") operations.push({ ...step, position: operations.length })
    const whys = found.flatMap((step) => (typeof step === "string" && step !== "as_it_is" ? [step] : []))
    const told = whys.find((why) => why !== "nothing_held")
    if (told) unplanned.push({ wanted: each, why: told })
    else if (whys.length === found.length) unplanned.push({ wanted: each, why: "nothing_held" })
  }
  return { source: source.name, subjects: people.map(({ key }) => key), operations, unplanned, plannedAt }
}
