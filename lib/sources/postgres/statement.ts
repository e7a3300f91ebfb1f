import { createHash } from "node:crypto"
import { Quarantined } from "../failures"
import type { PlannedOperation } from "../operation"
import { type Build, keySlots } from "./entry-sql"
import type { Row } from "./pool"
import { entryOf, type Place, rowsLeft, shapeOf } from "./shape"
import { type Draft, GUARD, rowsShape, type Shape } from "./shape-parts"
import type { PostgresSource } from "./source"
import { spanSlots } from "./span-sql"
import type { Slots, Statement } from "./sql"

/** How the rows of an operation stand: how many, their hash now, the hash promised, and how many were changed. */
export type State = {
  readonly rows: number
  readonly hash: string
  readonly promised: string | null
  readonly changed: number
  /** Of a correction: whether the rows are as promised but for how letters, signs and spaces are written. */
  readonly alike?: boolean
  readonly at: string
}

/**
 * The digest of one row, from its owner, key and values. The pepper keeps a short value (a PIN) from being guessed by
 * whoever reads the plan.
 */
export const rowDigest = (pepper: string, texts: readonly string[]): string =>
  `encode(sha256(convert_to(${pepper} || jsonb_build_array(${texts.join(", ")})::text, 'UTF8')), 'hex')`

/** The hash of several rows' digests, whatever their order. */
export const hashOfRows = (digests: readonly string[]): string =>
  createHash("sha256")
    .update([...digests].sort().join(""))
    .digest("hex")

const hashOfColumn = (column: string): string =>
  `encode(sha256(convert_to(coalesce(string_agg(${column}, '' order by ${column} collate "C"), ''), 'UTF8')), 'hex')`

const folded = (text: string): string => `regexp_replace(lower(${text}), '[[:space:][:punct:]]', '', 'g')`

/** The condition that a row is as promised but for letters, signs and spaces. */
const alike = ({ parts }: Shape): string =>
  parts
    .flatMap(({ before, after }) =>
      before.map((text, i) => `${folded(text)} is not distinct from ${folded(after?.[i] ?? "null")}`),
    )
    .join(" and ")

// `subject` is whose the rows have to be: `mine` compares it with the owner, which an erasure may itself empty.
function targetOf(shape: Shape, pepper: string, subject: string, others: readonly string[]): string {
  const owner = shape.owner ?? subject
  const row = [subject, ...shape.keys.map((key) => `${key}::text`)]
  const digests = shape.parts.flatMap(({ before, after }, i) => [
    `${rowDigest(pepper, [...row, ...before])} as b${i}`,
    `${after ? rowDigest(pepper, [...row, ...after]) : "null::text"} as a${i}`,
  ])
  const columns = [
    ...shape.keys.map((key, i) => `${key} as k${i}`),
    ...(shape.extras ?? []).map((extra, i) => `${extra} as e${i}`),
    `${owner}::text as o`,
    ...digests,
    ...others,
  ]
  return `target as (select ${columns.join(", ")} from ${shape.from} where ${shape.where.join(" and ")})`
}

/** `state`: how rows stand. `change`: the same, and they are changed if nothing differs from what is expected. */
type Mode = "state" | "change"

const CLOCK = "to_jsonb(clock_timestamp()) as at"

const countOf = (rows: string): string =>
  `select count(*)::int as n, true as mine, '' as h0, 0 as changed, ${CLOCK} from ${rows}`

/** How many rows of a place are left of some keys, and the source's clock, read like the answer of `statementOf`. */
export const writeLeft = (build: Build, place: Place): string => countOf(rowsLeft(build, place))

/** How many rows are left of an operation that deletes all of a span, read alike. */
export async function leftInSpan(source: PostgresSource, draft: Draft): Promise<Statement> {
  const prepared = await source.prepare(["left in span", draft.entry], (build) => {
    const { from, where } = rowsShape(build, entryOf(source, draft.entry), draft)
    return countOf(`${from} where ${where.join(" and ")}`)
  })
  return prepared.fill(slotsOf([draft], []))
}

function write(build: Build, source: PostgresSource, drafts: readonly Draft[], mode: Mode): string {
  const shape = shapeOf(build, source, drafts)
  const subject = build.params.slot("owner", "text")
  const corrects = drafts[0]?.op === "correct"
  const target = targetOf(
    shape,
    build.params.add(source.pepper, "text"),
    subject,
    corrects ? [`${alike(shape)} as alike`] : [],
  )
  const hashes = shape.parts.flatMap(({ after }, i) => [
    `${hashOfColumn(`b${i}`)} as h${i}`,
    `${after ? hashOfColumn(`a${i}`) : "null::text"} as p${i}`,
  ])
  const state = `state as (select count(*)::int as n, coalesce(bool_and(o = ${subject}), true) as mine, ${[...(corrects ? ["bool_and(alike) as alike"] : []), ...hashes].join(", ")} from target)`
  const ctes = [target, state]
  const { change, prepare } = shape
  const isChange = mode === "change" && change !== null
  if (isChange) {
    const expected = shape.parts.map((_, i) => `state.h${i} = ${build.params.slot(`expected.${i}`, "text")}`)
    const guarded = (text: string) => text.replaceAll(GUARD, () => ["state.mine", ...expected].join(" and "))
    if (prepare) ctes.push(guarded(prepare()))
    ctes.push(`done as (${guarded(change())}${shape.calls ? "" : " returning 1"})`)
  }
  const changed = isChange ? "(select count(*)::int from done)" : "0"
  return `with ${ctes.join(", ")} select state.*, ${changed} as changed, ${CLOCK} from state`
}

// What of an operation decides the text of its statement; everything else fills slots.
const textOf = ({ entry, op, strategy, place, category, fields, after, span }: Draft) =>
  [entry, op, strategy, place, category, fields, Object.keys(after ?? {}), span !== undefined] as const

function slotsOf(drafts: readonly Draft[], expected: readonly string[]): Slots {
  const [draft] = drafts
  const after = Object.entries(draft?.after ?? {}).map(([column, value]) => [
    `after.${column}`,
    value === null ? null : String(value),
  ])
  return {
    owner: draft?.subject,
    ...keySlots(draft?.keys ?? []),
    ...(draft?.span ? { subject: draft.subject, ...spanSlots(draft.span) } : {}),
    ...Object.fromEntries(after),
    ...Object.fromEntries(expected.map((hash, i) => [`expected.${i}`, hash])),
  }
}

/**
 * One statement that says how the rows of operations stand and, when `expected` is given (one hash each), changes them
 * if and only if every hash is still the expected one: check and change cannot come apart.
 */
export async function statementOf(
  source: PostgresSource,
  drafts: readonly Draft[],
  expected?: readonly string[],
): Promise<Statement> {
  const mode = expected ? "change" : "state"
  const prepared = await source.prepare([mode, drafts.map(textOf)], (build) =>
    write(build, source, drafts, mode),
  )
  return prepared.fill(slotsOf(drafts, expected ?? []))
}

/** Reads the answer of `statementOf`, one state per operation; rows of somebody else stop everything. */
export function statesOf(
  source: PostgresSource,
  drafts: readonly Draft[],
  rows: readonly Row[] | undefined,
): State[] {
  const row = rows?.[0]
  if (!row) throw new Error("a source answered without a row")
  if (row.mine !== true) throw new Quarantined(source.name)
  return drafts.map((_, i) => {
    const promised = row[`p${i}`]
    return {
      rows: Number(row.n),
      hash: String(row[`h${i}`]),
      promised: typeof promised === "string" ? promised : null,
      changed: Number(row.changed),
      ...(typeof row.alike === "boolean" ? { alike: row.alike } : {}),
      at: String(row.at),
    }
  })
}

/** Whether the rows are as the operation promised. */
export function isPromised(operation: PlannedOperation, state: State): boolean {
  if (operation.op === "keep") return state.rows >= (operation.span?.rows ?? operation.keys.length)
  // A row that let go of another may be gone itself since.
  if (operation.strategy === "detach" && operation.after && state.rows === 0) return true
  return operation.afterHash === null ? state.rows === 0 : state.hash === operation.afterHash
}
