import { notShown, type Watch, whileWatching } from "../beside"
import { SourceRefused } from "../failures"
import type { Applied, AppliedAll, Beside, PlannedOperation } from "../operation"
import { untouchedBy } from "../untouched"
import { followUp } from "./aftermath"
import { lookingAt } from "./look-beside"
import { type Ask, after } from "./pool"
import { togetherOf } from "./shape"
import type { PostgresSource } from "./source"
import { askInTurns } from "./span-sql"
import { isPromised, type State, statementOf, statesOf } from "./statement"

export type Outcome = { operation: PlannedOperation; applied: Applied }

/** What became of an operation whose rows stood so. */
export function outcomeOf(operation: PlannedOperation, state: State | undefined): Outcome {
  if (!state) throw new Error("an operation was left without an answer")
  const evidence = { place: operation.place, rows: state.rows, at: state.at }
  // What is kept goes on living: its values may change, its rows may not be gone.
  if (operation.op === "keep") {
    return { operation, applied: { state: isPromised(operation, state) ? "done" : "changed", evidence } }
  }
  if (state.hash === operation.beforeHash && state.rows > 0 && state.changed === state.rows)
    return { operation, applied: { state: "done", evidence } }
  if (isPromised(operation, state)) return { operation, applied: { state: "already", evidence } }
  return { operation, applied: { state: "changed", evidence } }
}

/**
 * Throws SourceRefused where rows stood as planned and the source left some of them as they were all the same: a trigger,
 * a rule or a policy of its own holds them, and planning again would change nothing.
 */
function assertObeyed(
  source: PostgresSource,
  group: readonly PlannedOperation[],
  states: readonly State[],
): void {
  const [first] = group
  const asPlanned = group.every(({ op, beforeHash }, i) => op !== "keep" && states[i]?.hash === beforeHash)
  if (!first || !asPlanned || states.every(({ rows, changed }) => rows === changed)) return
  if (group.every((operation, i) => isPromised(operation, states[i] as State))) return
  throw new SourceRefused(source.name, `left rows of ${first.place} as they were, though told to change them`)
}

async function run(
  source: PostgresSource,
  ask: Ask,
  operations: readonly PlannedOperation[],
): Promise<Outcome[]> {
  return runGroups(source, ask, togetherOf(operations))
}

async function runGroups(
  source: PostgresSource,
  ask: Ask,
  groups: readonly PlannedOperation[][],
): Promise<Outcome[]> {
  const statements = await Promise.all(
    groups.map((group) =>
      statementOf(
        source,
        group,
        group.map(({ beforeHash }) => beforeHash),
      ),
    ),
  )
  const answers = await askInTurns(ask, groups, statements)
  const outcomes: Outcome[] = []
  for (const [g, group] of groups.entries()) {
    const states = statesOf(source, group, answers[g])
    assertObeyed(source, group, states)
    const found = group.map((operation, i) => outcomeOf(operation, states[i]))
    // One of several already done holds back the others of its statement: each on its own, then.
    const isMixed = group.length > 1 && found.some(({ applied }) => applied.state === "changed")
    outcomes.push(
      ...(isMixed
        ? await runGroups(
            source,
            ask,
            group.map((operation) => [operation]),
          )
        : found),
    )
  }
  return outcomes
}

/** A row that began to refer to what was to go is a change since the plan, not a fault. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof SourceRefused && (error.isRace || error.code === "23503")

/** `keep` false: all of it is taken back. `shown`: how much of what the operations leave alone may be different with them. */
export type Way = { readonly keep?: boolean; readonly shown?: readonly Beside[] | undefined }

/**
 * Carries out operations of one person in one repeatable-read transaction: all or none. Each statement changes its rows
 * only while their hash is the planned one; a row written by somebody else meanwhile makes PostgreSQL refuse, and the
 * whole is tried again. Called again after it was done, it answers "already".
 */
export async function applyAll(
  source: PostgresSource,
  operations: readonly PlannedOperation[],
  way: Way = {},
): Promise<AppliedAll> {
  const [first] = operations
  if (!first) return { state: "done", results: [] }
  try {
    if (!way.shown) return await attempt(source, operations, way)
    const untouched = untouchedBy(source, await source.catalog(), operations)
    const subjects = [...new Set(operations.map(({ subject }) => subject))]
    return await whileWatching(untouched, lookingAt(source, subjects), (watch) =>
      attempt(source, operations, way, watch),
    )
  } catch (error) {
    if (!isOvertaken(error)) throw error
    const evidence = { place: first.place, rows: 0, at: new Date().toISOString() }
    return { state: "changed", changed: first, evidence }
  }
}

const attempt = (
  source: PostgresSource,
  operations: readonly PlannedOperation[],
  { keep = true, shown = [] }: Way,
  watch?: Watch<Ask>,
): Promise<AppliedAll> =>
  source.writing.transaction<AppliedAll>(async (ask) => {
    const outcomes = await run(source, ask, operations)
    const changed = outcomes.find(({ applied }) => applied.state === "changed")
    if (changed) {
      const { evidence } = changed.applied
      return { keep: false, result: { state: "changed", changed: changed.operation, evidence } }
    }
    const done = outcomes.filter(({ applied }) => applied.state === "done")
    await followUp(
      source,
      ask,
      done.map(({ operation }) => operation),
    )
    const watching = done.length > 0 ? watch : undefined
    // What only the end of a transaction looks at is looked at before it is compared or taken back.
    const settled = after(ask, "set constraints all immediate")
    if (!keep && !watching) await settled([])
    const found = await watching?.after(settled)
    const beside = besideOf(outcomes, found, shown)
    return beside ? { keep: false, result: beside } : { keep, result: doneOf(outcomes, found) }
  }, watch?.before)

/** The answer where more is different than was shown, or nobody can tell yet; null where the change may stay. */
export function besideOf(
  [first]: readonly Outcome[],
  found: readonly Beside[] | null | undefined,
  shown: readonly Beside[],
): AppliedAll | null {
  if (!first || found === undefined || (found && !notShown(found, shown))) return null
  const { operation, applied } = first
  return { state: "changed", changed: operation, evidence: applied.evidence, beside: found ?? [] }
}

/** The answer where all was done, with what was different beside it. */
export const doneOf = (
  outcomes: readonly Outcome[],
  beside: readonly Beside[] | null | undefined,
): AppliedAll => ({
  ...{ state: "done", results: outcomes.map(({ applied }) => applied) },
  ...(beside?.length ? { beside } : {}),
})

/** Carries out one operation in its own transaction. */
export async function apply(source: PostgresSource, operation: PlannedOperation): Promise<Applied> {
  const answer = await applyAll(source, [operation])
  if (answer.state === "changed") return { state: "changed", evidence: answer.evidence }
  const [result] = answer.results
  if (!result) throw new Error("an operation was applied without a result")
  return result
}
