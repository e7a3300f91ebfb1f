import { type Watch, whileWatching } from "../beside"
import { SourceRefused } from "../failures"
import type { Applied, AppliedAll, PlannedOperation } from "../operation"
import { besideOf, doneOf, isOvertaken, type Outcome, outcomeOf, type Way } from "../postgres/apply"
import { togetherOf } from "../postgres/shape"
import type { Draft } from "../postgres/shape-parts"
import type { State } from "../postgres/statement"
import { untouchedBy } from "../untouched"
import { sweep, trailsOf } from "./aftermath"
import { removeInTurns } from "./going"
import { lookingAt } from "./look-beside"
import type { Ask, Change } from "./pool"
import { shapeOf, tablesOf } from "./shape"
import type { Shape } from "./shape-parts"
import { type Build, buildOf, type MysqlSource } from "./source"
import { raw, sql } from "./sql"
import { statesOf, writeState } from "./state"

export type At = { readonly ask: Ask; readonly change: Change }

/** The rows held from here on, and how they stand: both say what is written last, whatever was read before. */
export async function hold(
  source: MysqlSource,
  { ask }: At,
  shape: Shape,
  subject: string,
): Promise<State[]> {
  const state = sql`${writeState(source, shape, subject)} ${raw("lock in share mode")}`
  const answers = await ask(shape.lock ? [shape.lock, state] : [state])
  return statesOf(source, shape, subject, answers.at(-1) ?? [], 0)
}

/** Changes the rows; gives how many. */
export async function carryOut({ ask, change }: At, { changes, going, inAll }: Shape): Promise<number> {
  if (going) return removeInTurns(going, ask, change)
  let changed = 0
  for (const each of changes) changed = (inAll ? changed : 0) + (await change(each))
  return changed
}

/** Throws SourceRefused: without transactions nothing could be taken back, so not one row is written there. */
export function refuseUnsafe(source: MysqlSource, { catalog }: Build, drafts: readonly Draft[]): void {
  const table = drafts
    .flatMap((draft) => tablesOf(source, draft))
    .find((each) => isUnsafe(catalog.engines.get(each)))
  if (table !== undefined)
    throw new SourceRefused(source.name, `cannot take back a change of ${table}`, "0A000")
}

/** Whether a table's engine knows no transactions. */
export const isUnsafe = (engine: string | undefined): boolean => engine !== undefined && engine !== "InnoDB"

async function runGroup(
  source: MysqlSource,
  build: Build,
  at: At,
  group: readonly PlannedOperation[],
): Promise<Outcome[]> {
  const shape = shapeOf(build, source, group)
  const states = await hold(source, at, shape, group[0]?.subject ?? "")
  const isPlanned = group.every((operation, i) => {
    const state = states[i]
    return (
      operation.op !== "keep" && state !== undefined && state.rows > 0 && state.hash === operation.beforeHash
    )
  })
  const changed = isPlanned ? await carryOut(at, shape) : 0
  const found = group.map((operation, i) => {
    const state = states[i]
    return outcomeOf(operation, state && { ...state, changed })
  })
  // One of several already done holds back the others of its statement: each on its own, then.
  if (group.length === 1 || !found.some(({ applied }) => applied.state === "changed")) return found
  const apart: Outcome[] = []
  for (const operation of group) apart.push(...(await runGroup(source, build, at, [operation])))
  return apart
}

/** Carries out operations of one person in one transaction: all or none. Called again, it answers "already". */
export async function applyAll(
  source: MysqlSource,
  operations: readonly PlannedOperation[],
  way: Way = {},
): Promise<AppliedAll> {
  const [first] = operations
  if (!first) return { state: "done", results: [] }
  const build = await buildOf(source)
  refuseUnsafe(
    source,
    build,
    operations.filter(({ op }) => op !== "keep"),
  )
  try {
    if (!way.shown) return await attempt(source, build, operations, way)
    const untouched = untouchedBy(source, build.catalog, operations)
    const subjects = [...new Set(operations.map(({ subject }) => subject))]
    return await whileWatching(untouched, lookingAt(source, build, subjects), (watch) =>
      attempt(source, build, operations, way, watch),
    )
  } catch (error) {
    if (!isOvertaken(error)) throw error
    const evidence = { place: first.place, rows: 0, at: new Date().toISOString() }
    return { state: "changed", changed: first, evidence }
  }
}

const attempt = (
  source: MysqlSource,
  build: Build,
  operations: readonly PlannedOperation[],
  { keep = true, shown = [] }: Way,
  watch?: Watch<At>,
): Promise<AppliedAll> =>
  source.writing.transaction<AppliedAll>(async (at) => {
    const trails = await trailsOf(source, build, at, operations)
    await watch?.before(at)
    const outcomes: Outcome[] = []
    for (const group of togetherOf(operations)) outcomes.push(...(await runGroup(source, build, at, group)))
    const changed = outcomes.find(({ applied }) => applied.state === "changed")
    if (changed) {
      const { evidence } = changed.applied
      return { keep: false, result: { state: "changed", changed: changed.operation, evidence } }
    }
    await sweep(build, at, trails)
    const isDone = outcomes.some(({ applied }) => applied.state === "done")
    const found = isDone ? await watch?.after(at) : undefined
    const beside = besideOf(outcomes, found, shown)
    return beside ? { keep: false, result: beside } : { keep, result: doneOf(outcomes, found) }
  })

/** Carries out one operation in its own transaction. */
export async function apply(source: MysqlSource, operation: PlannedOperation): Promise<Applied> {
  const answer = await applyAll(source, [operation])
  if (answer.state === "changed") return { state: "changed", evidence: answer.evidence }
  const [result] = answer.results
  if (!result) throw new Error("an operation was applied without a result")
  return result
}
