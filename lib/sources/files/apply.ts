import { createHash } from "node:crypto"
import type { Identifiers } from "../connector"
import { AnswerUnusable, SourceSlow } from "../failures"
import type { Applied, AppliedAll, PlannedOperation, Reach, Verified, VerifyAnswer } from "../operation"
import { type Export, type FilesSource, inExport } from "./export"
import { has, sumOf, writeTable } from "./folder"
import { peopleOf, personOf } from "./people"
import { stateOf } from "./plan"
import { countsOf } from "./read"
import { readTable } from "./rows"

const ORDER = ["step", "subject", "op", "category", "purpose", "field", "record", "value"] as const
const RESULT = ["step", "state", "rows"] as const
const HOUR = 3_600_000

type Standing = { isDone: boolean; isAsPlanned: boolean }

/** How a step stands in an export: as it was planned, as it was promised, or neither. */
async function standingOf(
  source: FilesSource,
  exported: Export,
  operation: PlannedOperation,
): Promise<Standing> {
  const person = await personOf(source, exported, operation.subject)
  const { digest, rows } = await stateOf(source, exported, person, operation)
  return {
    isDone: operation.op === "erase" ? rows === 0 : operation.afterHash === digest,
    isAsPlanned: operation.beforeHash === digest,
  }
}

/**
 * Orders what is to be done, once however often it is called, and says how it stands: done only when the system answered
 * and then left a new export, so that whatever is read again is newer than the answer. Throws SourceSlow when an
 * order goes unanswered beyond its hours, AnswerUnusable when an answer is not to be used.
 */
export const applyAll = (
  source: FilesSource,
  operations: readonly PlannedOperation[],
  key: string,
): Promise<AppliedAll> => inExport(source, (exported) => applyIn(source, exported, operations, key))

async function applyIn(
  source: FilesSource,
  exported: Export,
  operations: readonly PlannedOperation[],
  key: string,
): Promise<AppliedAll> {
  const orders = operations.filter(({ op }) => op !== "keep")
  const evidence = ({ place, count }: PlannedOperation) => ({ place, rows: count, at: exported.made })
  const all = (state: Applied["state"]): AppliedAll => ({
    state: "done",
    results: operations.map((each) => ({
      state: each.op === "keep" ? "already" : state,
      evidence: evidence(each),
    })),
  })
  if (orders.length === 0) return all("already")
  const name = nameOf(source, orders, key)
  if (await has(source.folder, name)) return standing(source, exported, { name, orders, all })
  let isDone = true
  let overtaken: PlannedOperation | undefined
  for (const each of orders) {
    const is = await standingOf(source, exported, each)
    isDone &&= is.isDone
    if (!is.isDone && !is.isAsPlanned) overtaken ??= each
  }
  if (isDone) return all("already")
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

type Order = {
  name: string
  orders: readonly PlannedOperation[]
  all: (state: Applied["state"]) => AppliedAll
}

/** How an order stands that was left before. */
async function standing(
  source: FilesSource,
  { made: exported }: Export,
  { name, orders, all }: Order,
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
    throw new AnswerUnusable(source.name, `${answer} answers other steps than were ordered`)
  const no = rows.find(({ state }) => state !== "done")
  if (no) {
    const changed = orders[Number(no.step) - 1]
    if (!changed || (no.state !== "changed" && no.state !== "refused"))
      throw new AnswerUnusable(source.name, `${answer} has a state that is none: done, changed or refused`)
    const told = { place: changed.place, rows: 0, at: made }
    return {
      state: "changed",
      changed,
      evidence: no.state === "refused" ? { ...told, why: "exception" } : told,
    }
  }
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
export const verify = (
  source: FilesSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<VerifyAnswer> =>
  inExport(source, async (exported) => {
    const { made: readAt } = exported
    const subjects = (await peopleOf(source, exported, identifiers)).map(({ key }) => key)
    const verified: Verified[] = []
    for (const operation of operations) {
      const { isDone, isAsPlanned } = await standingOf(source, exported, operation)
      const held = operation.op === "keep" ? isAsPlanned : isDone
      verified.push({ held, found: held ? 0 : operation.count, at: readAt })
    }
    const keys = [...new Set([...subjects, ...operations.map(({ subject }) => subject)])]
    const counts = await countsOf(source, exported, keys)
    const of = (op: PlannedOperation["op"]) => operations.filter((each) => each.op === op)
    const reach = [...new Set(of("erase").map(({ category }) => category))].map((category): Reach => {
      const found = counts.find((each) => each.category === category)?.items ?? 0
      const kept = of("keep").reduce((sum, { items }) => sum + (items[category] ?? 0), 0)
      return { category, found, kept, held: found <= kept }
    })
    const held = verified.every((each) => each.held) && reach.every((each) => each.held)
    return { source: source.name, subjects, held, operations: verified, reach, counts, readAt }
  })
