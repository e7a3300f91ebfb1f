import { createHash } from "node:crypto"
import type { Identifiers } from "../connector"
import { Quarantined } from "../failures"
import { groupBy } from "../group"
import type { Applied, AppliedAll, PlannedOperation, Reach, Verified, VerifyAnswer } from "../operation"
import { countOf } from "./count"
import { ofEach, subjectsOf } from "./people"
import { stepOf } from "./plan"
import { categoriesOf, type HttpSource, untrue } from "./source"

/** Sends the steps of some people to be changed together, and tells what is answered of each. */
async function change(
  source: HttpSource,
  verb: "apply" | "rehearse",
  operations: readonly PlannedOperation[],
  idOf: (steps: readonly object[]) => string | undefined,
): Promise<AppliedAll> {
  if (operations.length === 0) return { state: "done", results: [] }
  const steps = operations.map(stepOf)
  const subjects = [...new Set(steps.map(({ subject }) => subject))]
  const answer = await source.ask(verb, { subjects, steps }, idOf(steps))
  if ([...answer.subjects].sort().join("\n") !== [...subjects].sort().join("\n"))
    throw new Quarantined(source.name)
  const { outcome } = answer
  if (outcome.state === "changed") {
    const changed = operations[outcome.step]
    if (!changed) throw untrue(source, "an answer about a step it was not asked for")
    const { rows, at } = outcome
    return { state: "changed", changed, evidence: { place: changed.place, rows, at } }
  }
  if (outcome.results.length !== operations.length) throw untrue(source, "an answer about other steps")
  const results = outcome.results.map(({ state, rows, at }, i) => ({
    state,
    evidence: { place: operations[i]?.place ?? "", rows, at },
  }))
  return { state: "done", results }
}

/**
 * All steps or none. The id under which they are sent is that of the steps and of the key: the source knows a repetition by
 * it, and the same key over other steps is another question.
 */
export const applyAll = (
  source: HttpSource,
  operations: readonly PlannedOperation[],
  idempotencyKey: string,
): Promise<AppliedAll> =>
  change(source, "apply", operations, (steps) => {
    const digest = createHash("sha256").update(JSON.stringify([source.name, idempotencyKey, steps]))
    return `apply-${digest.digest("hex")}`
  })

/** The same tried and taken back: a verb of its own, so that whoever does not know it carries nothing out. */
export const rehearseAll = (
  source: HttpSource,
  operations: readonly PlannedOperation[],
): Promise<AppliedAll> => change(source, "rehearse", operations, () => undefined)

/** One step alone. */
export async function apply(source: HttpSource, operation: PlannedOperation, key: string): Promise<Applied> {
  const answer = await applyAll(source, [operation], key)
  if (answer.state === "changed") return { state: "changed", evidence: answer.evidence }
  const [result] = answer.results
  if (!result) throw new Error("an operation was left without an answer")
  return result
}

/** The steps of one person together, but each over a span on its own: the source's time is for each of them. */
const inTurns = (operations: readonly PlannedOperation[]): PlannedOperation[][] =>
  [...groupBy(operations, ({ subject }) => subject)].flatMap(([, mine]) => {
    const named = mine.filter(({ span }) => !span)
    const spans = mine.filter(({ span }) => span).map((each) => [each])
    return named.length > 0 ? [named, ...spans] : spans
  })

/** How each step stands by what the source reads again, in the order of the steps. */
async function readAgain(source: HttpSource, operations: readonly PlannedOperation[]): Promise<Verified[]> {
  const states = new Map<PlannedOperation, Verified>()
  for (const mine of inTurns(operations)) {
    const steps = mine.map(stepOf)
    const subject = mine[0]?.subject ?? ""
    const [answer] = await ofEach(source, [subject], () => source.ask("verify", { subject, steps }))
    if (answer?.results.length !== mine.length) throw untrue(source, "an answer about other steps")
    for (const [i, operation] of mine.entries()) {
      const state = answer.results[i]
      if (!state || (state.held && state.found > 0)) throw untrue(source, "a promise both held and broken")
      states.set(operation, state)
    }
  }
  return operations.map((operation) => {
    const state = states.get(operation)
    if (!state) throw new Error("an operation was left without an answer")
    return state
  })
}

/** Reads again whether every promise holds, and counts all that is still there of the categories erased. */
export async function verify(
  source: HttpSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<VerifyAnswer> {
  const subjects = await subjectsOf(source, identifiers)
  const verified = await readAgain(source, operations)
  const erased = operations.filter(({ op }) => op === "erase")
  const whole = [...new Set(erased.flatMap(({ items }) => Object.keys(items)))]
  // Whoever was erased may be known under no identifier any more, and still be counted by their key.
  const keys = [...new Set([...subjects, ...erased.map(({ subject }) => subject)])]
  const counts = whole.length > 0 ? await countOf(source, keys, categoriesOf(source)) : []
  const kept = operations.filter(({ op }) => op === "keep")
  const reach = whole.map((category): Reach => {
    const found = counts.find((each) => each.category === category)?.items ?? 0
    const stays = kept.reduce((sum, { items }) => sum + (items[category] ?? 0), 0)
    return { category, found, kept: stays, held: found <= stays }
  })
  return {
    source: source.name,
    subjects,
    held: verified.every((each) => each.held) && reach.every((each) => each.held),
    operations: verified,
    reach,
    ...(whole.length > 0 ? { counts } : {}),
    readAt: new Date().toISOString(),
  }
}
