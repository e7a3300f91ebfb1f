import type { Connector, Identifiers } from "../connector"
import { groupBy } from "../group"
import type { Applied, AppliedAll, PlannedOperation, Reach, Verified, VerifyAnswer } from "../operation"
import type { Asking, Stated } from "./desk"
import { countsIn } from "./read"
import { fieldsLeft, type ManualSource, markOf, type Standing, standingsOf } from "./standing"

const lineOf = ({ stated }: Standing, { beforeHash }: PlannedOperation): Stated | undefined =>
  stated.find(({ mark }) => mark === beforeHash)

const evidenceOf = (line: Stated | undefined) => ({
  place: "",
  rows: line?.count ?? 0,
  at: line?.at ?? new Date().toISOString(),
})

function standingOf({ answer, key, ...line }: Stated, asked: string): Applied {
  const evidence = evidenceOf({ ...line, answer, key })
  if (answer === null) return { state: "asked", evidence }
  return { state: key === asked ? "done" : "already", evidence }
}

/** Whether the person is as the plan was made of them: nothing was stated of the category since. */
const isFresh = (source: ManualSource, standing: Standing, operation: PlannedOperation): boolean =>
  markOf(source, standing, { ...operation, value: operation.after }, operation.fields) ===
  operation.beforeHash

/**
 * Asks for what nobody was asked for yet, once however often it is called, and says of the rest how it was answered. What
 * cannot be done, or was overtaken by another statement, changes nothing and is said first.
 */
export async function applyAll(
  source: ManualSource,
  operations: readonly PlannedOperation[],
  key: string,
): Promise<AppliedAll> {
  const results = new Map<PlannedOperation, Applied>()
  for (const [subject, mine] of groupBy(operations, (operation) => operation.subject)) {
    const standing = { subject, stated: await source.desk.stated(source.name, subject) }
    const unasked: PlannedOperation[] = []
    for (const operation of mine) {
      const line = lineOf(standing, operation)
      const evidence = evidenceOf(line)
      if (line?.answer === "exception")
        return { state: "changed", changed: operation, evidence: { ...evidence, why: "exception" } }
      if (operation.op === "keep") results.set(operation, { state: "already", evidence })
      else if (line) results.set(operation, standingOf(line, key))
      else if (!isFresh(source, standing, operation))
        return { state: "changed", changed: operation, evidence }
      else unasked.push(operation)
    }
    if (unasked.length > 0) await source.desk.ask(source.map, await askingOf(source, subject, unasked, key))
    for (const operation of unasked)
      results.set(operation, { state: "asked", evidence: evidenceOf(undefined) })
  }
  return { state: "done", results: operations.flatMap((operation) => results.get(operation) ?? []) }
}

/** All that whoever is asked needs to find the person, and nothing besides. */
async function askingOf(
  { name, map, base }: ManualSource,
  subject: string,
  operations: readonly PlannedOperation[],
  key: string,
): Promise<Asking> {
  const own = { kind: map.subject.kind, value: subject }
  const known = [own, ...(await base().identify(subject))]
  const kinds = map.subject.identifiers.map(({ kind }) => kind)
  const shown = kinds.flatMap((kind) => known.find((each) => each.kind === kind) ?? [])
  const called = map.subject.byName ? await calledIn(base(), [own]) : []
  return {
    ...{ source: name, subject, key, shown: [...called, ...shown] },
    lines: operations.map(({ beforeHash: mark, op, category, fields }) => ({ mark, op, category, fields })),
    values: Object.fromEntries(
      operations.flatMap(({ beforeHash, after }) => (after ? [[beforeHash, after]] : [])),
    ),
  }
}

async function calledIn(base: Connector, identifiers: Identifiers): Promise<Identifiers> {
  const categories = [...new Set(base.called.map(({ category }) => category))]
  if (categories.length === 0) return []
  const { items } = await base.read({ identifiers, categories })
  const words = base.called.flatMap(({ category, field }) =>
    items.filter((item) => item.category === category && item.field === field).map(({ value }) => value),
  )
  const value = words.filter((word) => typeof word === "string").join(" ")
  return value ? [{ kind: "name", value }] : []
}

export async function apply(
  source: ManualSource,
  operation: PlannedOperation,
  key: string,
): Promise<Applied> {
  const answer = await applyAll(source, [operation], key)
  if (answer.state === "changed") return { state: "changed", evidence: answer.evidence }
  const [result] = answer.results
  if (!result) throw new Error("an operation was left without an answer")
  return result
}

/** Whether what was asked for was stated to be done. Nothing is read for it: `unread` says so of the whole answer. */
export async function verify(
  source: ManualSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<VerifyAnswer> {
  const own = operations.map(({ subject }) => ({ kind: source.map.subject.kind, value: subject }))
  const standings = await standingsOf(source, [...identifiers, ...own])
  const readAt = new Date().toISOString()
  const verified = operations.map((operation) => {
    const standing = standings.find(({ subject }) => subject === operation.subject)
    return verifiedBy(standing && lineOf(standing, operation), operation, readAt)
  })
  const reach = reachOf(source, standings, operations)
  return {
    source: source.name,
    subjects: standings.map(({ subject }) => subject),
    held: verified.every(({ held }) => held) && reach.every(({ held }) => held),
    operations: verified,
    reach,
    counts: countsIn(source, standings),
    unread: true,
    readAt,
  }
}

function verifiedBy(line: Stated | undefined, { op, count }: PlannedOperation, now: string): Verified {
  if (op === "keep") return { held: true, found: 0, at: now }
  if (line?.answer !== "done" && line?.answer !== "not_found") return { held: false, found: count, at: now }
  return { held: true, found: 0, at: line.at, stated: { answer: line.answer, count: line.count } }
}

function reachOf(
  source: ManualSource,
  standings: readonly Standing[],
  operations: readonly PlannedOperation[],
): Reach[] {
  const erased = new Set(operations.filter(({ op }) => op === "erase").map(({ category }) => category))
  return [...erased].map((category) => {
    const found = standings.flatMap((standing) => fieldsLeft(source, standing, category)).length
    const kept = operations
      .filter(({ op }) => op === "keep")
      .reduce((sum, { items }) => sum + (items[category] ?? 0), 0)
    return { category, found, kept, held: found <= kept }
  })
}
