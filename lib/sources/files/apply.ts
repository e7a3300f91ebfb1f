import { createHash } from "node:crypto"
import type {
  Applied,
  AppliedAll,
  Identifiers,
  PlannedOperation,
  Reach,
  Verified,
  VerifyAnswer,
} from "../connector"
import { SourceRefused, SourceSlow } from "../failures"
import { exportOf, type FilesSource, type Person, peopleOf } from "./export"
import { has, sumOf, writeTable } from "./folder"
import { digestOf, stateOf } from "./plan"
import { countsOf } from "./read"
import { readTable } from "./rows"

const ORDER = ["step", "subject", "op", "category", "purpose", "field", "record", "value"] as const
const RESULT = ["step", "state", "rows"] as const
const HOUR = 3_600_000

function isDone(source: FilesSource, person: Person | undefined, operation: PlannedOperation): boolean {
  const state = stateOf(person, operation)
  if (operation.op === "erase") return Array.isArray(state) && state.length === 0
  return operation.afterHash === digestOf(source, operation.subject, state)
}

const isAsPlanned = (source: FilesSource, person: Person | undefined, operation: PlannedOperation): boolean =>
  operation.beforeHash === digestOf(source, operation.subject, stateOf(person, operation))

/**
 * Orders what is to be done, once however often it is called, and says how it stands: done only when the system answered
 * and then left a new export, so that whatever is read again is newer than the answer. Throws SourceSlow when an
 * order goes unanswered beyond its hours, SourceRefused when an answer is not to be used.
 */
export async function applyAll(
  source: FilesSource,
  operations: readonly PlannedOperation[],
  key: string,
): Promise<AppliedAll> {
  const orders = operations.filter(({ op }) => op !== "keep")
  const { people, made } = await exportOf(source)
  const evidence = (operation: PlannedOperation) => ({
    place: operation.place,
    rows: operation.count,
    at: made,
  })
  const all = (state: Applied["state"]): AppliedAll => ({
    state: "done",
    results: operations.map((each) => ({
      state: each.op === "keep" ? "already" : state,
      evidence: evidence(each),
    })),
  })
  if (orders.length === 0) return all("already")
  const name = nameOf(source, orders, key)
  if (await has(source.folder, name)) return standing(source, name, orders, all)
  if (orders.every((each) => isDone(source, people.get(each.subject), each))) return all("already")
  const overtaken = orders.find(
    (each) =>
      !isAsPlanned(source, people.get(each.subject), each) && !isDone(source, people.get(each.subject), each),
  )
  if (overtaken) return { state: "changed", changed: overtaken, evidence: evidence(overtaken) }
  await writeTable(source.folder, name, ORDER, rowsOf(orders))
  return all("asked")
}

/** The name of an order is that of its steps and of the key: the same asked for again is the same file. */
const nameOf = (source: FilesSource, orders: readonly PlannedOperation[], key: string): string => {
  const steps = orders.map(({ subject, op, category, purpose, keys, after, beforeHash }) => [
    ...[subject, op, category, purpose, keys, after, beforeHash],
  ])
  const digest = createHash("sha256")
    .update(JSON.stringify([source.name, key, steps]))
    .digest("hex")
  return `order-${digest.slice(0, 32)}.csv`
}

function rowsOf(orders: readonly PlannedOperation[]): string[][] {
  return orders.flatMap(({ subject, op, category, purpose, keys, after }, i) => {
    const row = (field = "", record = "", value = "") => [
      String(i + 1),
      subject,
      op,
      category,
      purpose ?? "",
      field,
      record,
      value,
    ]
    if (op === "stop" || op === "allow") return Object.keys(after ?? {}).map((operation) => row(operation))
    if (keys.length === 0) return [row()]
    return keys.map(({ field = "", record = "" }) => row(field, record, String(after?.[field] ?? "")))
  })
}

/** How an order stands that was left before. */
async function standing(
  source: FilesSource,
  name: string,
  orders: readonly PlannedOperation[],
  all: (state: Applied["state"]) => AppliedAll,
): Promise<AppliedAll> {
  const { folder, map } = source
  const answer = name.replace(/^order-/, "result-")
  const { made: ordered } = await sumOf(folder, name)
  const isLate = Date.now() - Date.parse(ordered) > map.answerWithin * HOUR
  const waits = (): AppliedAll => {
    if (isLate)
      throw new SourceSlow(source.name, `has not carried out an order for ${map.answerWithin} hours`)
    return all("asked")
  }
  if (!(await has(folder, answer))) return waits()
  const { rows, made } = await readTable(folder, answer, RESULT)
  const steps = rows.map(({ step }) => Number(step))
  if (rows.length !== orders.length || orders.some((_, i) => !steps.includes(i + 1)))
    throw new SourceRefused(source.name, `${answer} answers other steps than were ordered`)
  const no = rows.find(({ state }) => state !== "done")
  if (no) {
    const changed = orders[Number(no.step) - 1]
    if (!changed || (no.state !== "changed" && no.state !== "refused"))
      throw new SourceRefused(source.name, `${answer} has a state that is none: done, changed or refused`)
    const told = { place: changed.place, rows: 0, at: made }
    return {
      state: "changed",
      changed,
      evidence: no.state === "refused" ? { ...told, why: "exception" } : told,
    }
  }
  const { made: exported } = await exportOf(source)
  return Date.parse(exported) > Date.parse(made) ? all("done") : waits()
}

export async function apply(source: FilesSource, operation: PlannedOperation, key: string): Promise<Applied> {
  const answer = await applyAll(source, [operation], key)
  if (answer.state === "changed") return { state: "changed", evidence: answer.evidence }
  const [result] = answer.results
  if (!result) throw new Error("an operation was left without an answer")
  return result
}

/** Reads the last export again: whether every promise holds in it, and all that is there of the categories erased. */
export async function verify(
  source: FilesSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<VerifyAnswer> {
  const asked = await peopleOf(source, identifiers)
  const { people, made: readAt } = await exportOf(source)
  const keys = new Set([...asked.map(({ key }) => key), ...operations.map(({ subject }) => subject)])
  const there = [...keys].flatMap((key) => people.get(key) ?? [])
  const verified = operations.map((operation): Verified => {
    const person = people.get(operation.subject)
    const held =
      operation.op === "keep" ? isAsPlanned(source, person, operation) : isDone(source, person, operation)
    return { held, found: held ? 0 : operation.count, at: readAt }
  })
  const counts = countsOf(there)
  const of = (op: PlannedOperation["op"]) => operations.filter((each) => each.op === op)
  const reach = [...new Set(of("erase").map(({ category }) => category))].map((category): Reach => {
    const found = counts.find((each) => each.category === category)?.items ?? 0
    const kept = of("keep").reduce((sum, { items }) => sum + (items[category] ?? 0), 0)
    return { category, found, kept, held: found <= kept }
  })
  return {
    ...{
      source: source.name,
      subjects: asked.map(({ key }) => key),
      operations: verified,
      reach,
      counts,
      readAt,
    },
    held: verified.every(({ held }) => held) && reach.every(({ held }) => held),
  }
}
