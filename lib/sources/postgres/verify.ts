import type { Identifiers, PlannedOperation, Reach, Verified, VerifyAnswer } from "../connector"
import { countSegments, segmentsOf } from "./count"
import { togetherOf } from "./shape"
import type { PostgresSource } from "./source"
import { checkOf, isPromised, statesOf } from "./statement"
import { subjectsOf } from "./subject"

/** Everything the map still finds of the categories erased, beside what the plan keeps of them. */
async function reachOf(
  source: PostgresSource,
  subjects: readonly string[],
  operations: readonly PlannedOperation[],
): Promise<Reach[]> {
  const erased = operations.filter(({ op }) => op === "erase")
  const whole = [...new Set(erased.flatMap(({ items }) => Object.keys(items)))]
  const segments = segmentsOf(source, whole)
  await countSegments(source, subjects, segments)
  return whole.map((category) => {
    const found = segments
      .filter((each) => each.category === category)
      .reduce((sum, each) => sum + each.items, 0)
    const kept = operations
      .filter(({ op }) => op === "keep")
      .reduce((sum, { items }) => sum + (items[category] ?? 0), 0)
    return { category, found, kept, held: found <= kept }
  })
}

/** Whether each operation's own rows are as promised. */
async function readAgain(
  source: PostgresSource,
  operations: readonly PlannedOperation[],
): Promise<Verified[]> {
  const groups = togetherOf(operations)
  const statements = await Promise.all(groups.map((group) => checkOf(source, group)))
  const answers = statements.length === 0 ? [] : await source.reading.ask(statements)
  return groups.flatMap((group, g) => {
    const states = statesOf(source, group, answers[g])
    return group.map((operation, i): Verified => {
      const state = states[i]
      if (!state) throw new Error("an operation was left without an answer")
      const held = isPromised(operation, state)
      return { held, found: held ? 0 : state.rows, at: state.at }
    })
  })
}

/**
 * Reads again whether every promise holds, over connections that never write: each operation's own rows, and the whole
 * reach of the map for the categories erased, so that a row added since is found too.
 */
export async function verify(
  source: PostgresSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<VerifyAnswer> {
  const subjects = await subjectsOf(source, identifiers)
  const verified = await readAgain(source, operations)
  const reach = await reachOf(source, subjects, operations)
  const held = verified.every((each) => each.held) && reach.every((each) => each.held)
  return {
    source: source.name,
    subjects,
    held,
    operations: verified,
    reach,
    readAt: new Date().toISOString(),
  }
}
