import { createHmac } from "node:crypto"
import type { Identifiers, Item, Json, RowKey } from "../connector"
import { whyUnheld } from "../holding"
import type { PlanAnswer, PlannedOperation, Unplanned, Wanted } from "../operation"
import { type Export, type FilesSource, inExport } from "./export"
import { itemsIn, type Person, peopleOf } from "./people"

type Step = Omit<PlannedOperation, "position">
type Outcome = Step | Unplanned["why"] | "as_it_is"

/** A digest of a state that says nothing of it. */
const digestOf = ({ pepper, name }: FilesSource, subject: string, state: Json): string =>
  createHmac("sha256", `files ${pepper}`)
    .update(JSON.stringify([name, subject, state]))
    .digest("hex")

/** The same of rows and their values, one after the other: as over the list of all of them, which is nowhere. */
function openDigest({ pepper, name }: FilesSource, subject: string) {
  const digest = createHmac("sha256", `files ${pepper}`)
  digest.update(`${JSON.stringify([name, subject]).slice(0, -1)},[`)
  let rows = 0
  return {
    add(id: string, value: Json) {
      digest.update(`${rows > 0 ? "," : ""}${JSON.stringify([id, value])}`)
      rows += 1
    },
    end: () => ({ digest: digest.update("]]").digest("hex"), rows }),
  }
}

const valueIn = ({ value }: Item): Json => value as Json

type Touching = Pick<Step, "op" | "category" | "purpose" | "keys" | "after">

/** The mark a step sets, as it stands in an export; null where it is about rows. */
function markIn(person: Person | null, step: Touching): Json {
  if (step.op === "restrict" || step.op === "unrestrict")
    return person?.restricted.has(step.category) ?? false
  if (step.op !== "stop" && step.op !== "allow") return null
  return Object.keys(step.after ?? {}).filter((operation) =>
    person?.stopped.has(`${step.purpose}/${operation}`),
  )
}

/** How what a step touches stands in an export: a digest of its rows and their values, or of its mark. */
export async function stateOf(
  source: FilesSource,
  exported: Export,
  person: Person | null,
  step: Touching & Pick<Step, "subject">,
): Promise<{ digest: string; rows: number }> {
  const mark = markIn(person, step)
  if (mark !== null) return { digest: digestOf(source, step.subject, mark), rows: 0 }
  const meant = new Set(step.keys.map(({ field, record }) => `${field}.${record}`))
  const state = openDigest(source, step.subject)
  if (person)
    for await (const item of itemsIn(source, exported, person.key, step.category))
      if (meant.has(`${item.field}.${item.key.record}`)) state.add(item.id, valueIn(item))
  return state.end()
}

const EMPTY = { keys: [], fields: [], items: {}, count: 0, after: null, purpose: null }

type Unhashed = Omit<Step, "source" | "subject" | "entry" | "place" | "beforeHash" | "afterHash">

/** A step with its digests; none where it would change nothing. */
function hashed(
  { name }: FilesSource,
  { key: subject }: Person,
  step: Unhashed,
  [before, after]: [string, string | null],
): Step | "as_it_is" {
  if (before === after) return "as_it_is"
  return {
    ...{ source: name, subject, entry: step.category || (step.purpose ?? ""), place: step.category },
    ...step,
    ...{ beforeHash: before, afterHash: after },
  }
}

/** A step that sets a mark to what is promised. */
const marked = (source: FilesSource, person: Person, step: Unhashed, promised: Json) =>
  hashed(source, person, step, [
    digestOf(source, person.key, markIn(person, step)),
    digestOf(source, person.key, promised),
  ])

async function stepFor(
  source: FilesSource,
  exported: Export,
  person: Person,
  wanted: Wanted,
): Promise<Outcome> {
  if (wanted.op === "stop" || wanted.op === "allow") return purposeStep(source, person, wanted)
  const { op, category } = wanted
  const held = source.map.holds[category]
  if (!held) return whyUnheld(op)
  if (op === "correct" && !held.fields[wanted.field]?.correct) return "not_mapped"
  if (op === "restrict" || op === "unrestrict")
    return marked(source, person, { ...EMPTY, op, category, strategy: "flag" }, op === "restrict")
  const [before, promised] = [openDigest(source, person.key), openDigest(source, person.key)]
  const [keys, fields]: [RowKey[], Set<string>] = [[], new Set()]
  for await (const item of itemsIn(source, exported, person.key, category)) {
    if (!isMeant(wanted, item)) continue
    before.add(item.id, valueIn(item))
    if (op === "correct") promised.add(item.id, wanted.value)
    keys.push({ field: item.field, record: item.key.record ?? "" })
    fields.add(item.field)
  }
  if (keys.length === 0) return "nothing_held"
  if (op === "correct" && keys.length > 1) return "ambiguous"
  const step = {
    ...{ op, category, purpose: null, strategy: STRATEGIES[op], keys, fields: [...fields] },
    ...{ items: { [category]: keys.length }, count: keys.length },
    after: op === "correct" ? { [wanted.field]: wanted.value } : null,
  }
  return hashed(source, person, step, [before.end().digest, op === "correct" ? promised.end().digest : null])
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
  return marked(source, person, step, op === "stop" ? operations : [])
}

/** What the system would be ordered, by what it last said it holds. */
export const plan = (
  source: FilesSource,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<PlanAnswer> =>
  inExport(source, async (exported) => {
    const people = await peopleOf(source, exported, identifiers)
    const operations: PlannedOperation[] = []
    const unplanned: Unplanned[] = []
    for (const each of wanted) {
      const found: Outcome[] = []
      for (const person of people) found.push(await stepFor(source, exported, person, each))
      for (const step of found)
        if (typeof step === "object") operations.push({ ...step, position: operations.length })
      const whys = found.flatMap((step) => (typeof step === "string" && step !== "as_it_is" ? [step] : []))
      const told = whys.find((why) => why !== "nothing_held")
      if (told) unplanned.push({ wanted: each, why: told })
      else if (whys.length === found.length) unplanned.push({ wanted: each, why: "nothing_held" })
    }
    const subjects = people.map(({ key }) => key)
    return { source: source.name, subjects, operations, unplanned, plannedAt: exported.made }
  })
