import type { CategoryCount, Identifiers } from "../connector"
import { groupBy } from "../group"
import type { PlannedOperation, Reach, Verified, VerifyAnswer } from "../operation"
import { countSegments, inCategories, type Segment, segmentsOf } from "./count"
import { keySlots } from "./entry-sql"
import { meantBy, withKeysOf } from "./meant"
import { deletesRows, placesThatGo, togetherOf } from "./shape"
import type { PostgresSource } from "./source"
import { askInTurns } from "./span-sql"
import { isPromised, leftInSpan, type State, statementOf, statesOf, writeLeft } from "./statement"
import { askTogether } from "./together"

type States = Map<PlannedOperation, State | undefined>

/** What is still found of each category erased, by counted segments, beside what the plan keeps of it. */
export function reachIn(segments: readonly Segment[], operations: readonly PlannedOperation[]): Reach[] {
  const erased = operations.filter(({ op }) => op === "erase")
  const whole = [...new Set(erased.flatMap(({ items }) => Object.keys(items)))]
  return whole.map((category) => {
    const kept = operations
      .filter(({ op }) => op === "keep")
      .reduce((sum, { items }) => sum + (items[category] ?? 0), 0)
    // What follows from other entries shows what is kept there once more.
    const found = segments
      .filter((each) => each.category === category && (kept === 0 || each.entry.rows !== "follow"))
      .reduce((sum, each) => sum + each.left, 0)
    return { category, found, kept, held: found <= kept }
  })
}

/** Everything the map still finds of the categories erased, beside what the plan keeps of them. */
async function reachOf(
  source: PostgresSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<{ subjects: string[]; reach: Reach[]; counts?: CategoryCount[] }> {
  // All that is held is counted, whichever categories are asked about: one statement, the same for everybody.
  const isErasing = operations.some(({ op, items }) => op === "erase" && Object.keys(items).length > 0)
  const segments = isErasing ? segmentsOf(source) : []
  const meant = await withKeysOf(source, identifiers, operations, () => meantBy(source, identifiers))
  const subjects = await countSegments(source, meant, segments)
  const reach = reachIn(segments, operations)
  return { subjects, reach, ...(isErasing ? { counts: inCategories(segments) } : {}) }
}

/** How operations that empty fields, set marks or keep stand, by the first operation of each statement. */
async function readStates(source: PostgresSource, groups: readonly PlannedOperation[][]): Promise<States> {
  const statements = await Promise.all(groups.map((group) => statementOf(source, group)))
  const answers = await askInTurns(source.reading.ask, groups, statements)
  return new Map(
    groups.flatMap((group, g) => {
      const states = statesOf(source, group, answers[g])
      return group.map((operation, i) => [operation, states[i]] as const)
    }),
  )
}

/** How many rows are left of operations that delete: every place that can lose rows is asked, so the text is one. */
async function readLeft(source: PostgresSource, operations: readonly PlannedOperation[]): Promise<States> {
  const states: States = new Map()
  const places = placesThatGo(source)
  for (let rest = operations; rest.length > 0; ) {
    const asked = places.map(({ entry, table }) =>
      rest.find((operation) => operation.entry === entry && operation.place === table),
    )
    const answers = await askTogether(
      source,
      places.map((place, i) => ({
        key: ["left", place.entry, place.table],
        write: (build) => writeLeft(build, place),
        slots: keySlots(asked[i]?.keys ?? [], place.primaryKey),
      })),
    )
    for (const [i, operation] of asked.entries())
      if (operation) states.set(operation, statesOf(source, [operation], answers[i])[0])
    const left = rest.filter((operation) => !states.has(operation))
    if (left.length === rest.length) throw new Error("an operation deletes where the map lets nothing go")
    rest = left
  }
  return states
}

/** The same of operations that delete all of a span, one after the other. */
async function readLeftInSpans(
  source: PostgresSource,
  operations: readonly PlannedOperation[],
): Promise<States> {
  const statements = await Promise.all(operations.map((operation) => leftInSpan(source, operation)))
  const answers = await askInTurns(
    source.reading.ask,
    operations.map((operation) => [operation]),
    statements,
  )
  return new Map(
    operations.map((operation, i) => [operation, statesOf(source, [operation], answers[i])[0]] as const),
  )
}

/** Whether each operation's own rows are as promised. */
async function readAgain(
  source: PostgresSource,
  operations: readonly PlannedOperation[],
): Promise<Verified[]> {
  const others = operations.filter((operation) => !deletesRows(operation))
  const gone = groupBy(operations.filter(deletesRows), ({ span }) => (span ? "span" : "keys"))
  const read = await Promise.all([
    readLeft(source, gone.get("keys") ?? []),
    readLeftInSpans(source, gone.get("span") ?? []),
    readStates(source, togetherOf(others)),
  ])
  const states = new Map(read.flatMap((each) => [...each]))
  return operations.map((operation): Verified => {
    const state = states.get(operation)
    if (!state) throw new Error("an operation was left without an answer")
    const held = isPromised(operation, state)
    return { held, found: held ? 0 : state.rows, at: state.at }
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
  const [verified, { subjects, reach, ...counted }] = await Promise.all([
    readAgain(source, operations),
    reachOf(source, identifiers, operations),
  ])
  const held = verified.every((each) => each.held) && reach.every((each) => each.held)
  return {
    source: source.name,
    subjects,
    held,
    operations: verified,
    reach,
    ...counted,
    readAt: new Date().toISOString(),
  }
}
