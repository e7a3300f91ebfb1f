import { stringify } from "yaml"
import type { Policy } from "@/lib/policy/schema"
import type { LiveSchema } from "../postgres/live-schema"
import { datesOf } from "./dates"
import type { DraftEntry } from "./entries"
import { erasing, needsErase } from "./erase"
import { mediaType, type Placed } from "./place"
import { goes } from "./references"
import type { Subject } from "./subject"
import { meaningsOf } from "./words"

/** A name, a value or a small table on one line of YAML. */
const inline = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, defaultStringType: "PLAIN" }).trim()
const look = (question: string): string => `# look: ${question}`

/** Everything the lines of a draft are written from. */
export type Drafted = {
  source: string
  connection: string
  policy: Policy
  schema: LiveSchema
  subject: Subject
  entries: readonly DraftEntry[]
}

function wayLines({ table, way, only, shares }: DraftEntry, subject: Subject): string[] {
  const where = only ? { where: { [only.column]: only.value } } : {}
  const steps = way.slice(0, -1).map(({ target, columns, targetColumns }, i) => ({
    table: target,
    on: Object.fromEntries(targetColumns.map((name, n) => [name, columns[n]])),
    ...(only?.step && i === 0 ? where : {}),
  }))
  return [
    `table: ${inline(table.name)}`,
    `primaryKey: ${inline(table.primaryKey)}`,
    ...(steps.length > 0 ? [`path: ${inline(steps)}`] : []),
    `subject: ${inline(ownerOf(table, way, subject))}`,
    ...(only && !only.step ? [`where: ${inline({ [only.column]: only.value })}`] : []),
    ...(shares ? sharedLines(shares) : []),
  ]
}

/** The column that says whose a row is, or where in a jsonb column it stands. */
function ownerOf(table: DraftEntry["table"], way: DraftEntry["way"], subject: Subject): unknown {
  const column = way.at(-1)?.columns[0] ?? subject.key
  return table.parts.find(({ name }) => name === column)?.inside ?? column
}

function sharedLines({ table, key }: NonNullable<DraftEntry["shares"]>): string[] {
  const on = Object.fromEntries(key.targetColumns.map((name, i) => [name, key.columns[i]]))
  const copy = table.columns.filter(({ name, generated }) => !generated && !table.primaryKey.includes(name))
  const shared = { table: table.name, primaryKey: table.primaryKey, on, copy: copy.map(({ name }) => name) }
  return [`shares: ${inline(shared)}`]
}

/** Columns that name rows of other entries, which stay or go with them. */
function referring(drafted: Drafted, { table, way }: DraftEntry): string[] {
  const mapped = new Set(drafted.entries.filter(goes).map((entry) => entry.table.name))
  const keys = drafted.schema.keys.filter((key) => key.table === table.name && mapped.has(key.target))
  const columns = [...new Set(keys.flatMap((key) => key.columns))]
  // What the source itself empties is said to be emptied.
  const emptied = [
    ...new Set(keys.filter(({ onDelete }) => onDelete === "null").flatMap((key) => key.columns)),
  ]
  const free = columns.filter(
    (name) => !emptied.includes(name) && table.columns.some((each) => each.name === name && !each.required),
  )
  return [
    ...(columns.length > 0 ? [`refers: ${inline(columns)}`] : []),
    ...(emptied.length > 0 ? [`releases: ${inline(emptied)}`] : []),
    ...(free.length > 0 && way.length > 0
      ? [look(`may these be emptied so that the rows they name can go? Then: "releases: ${inline(free)}"`)]
      : []),
  ]
}

const TYPED = new Set(["text", "date", "phone", "email", "pin", "number", "money"])

function fieldLine(drafted: Drafted, entry: DraftEntry, each: Placed): string {
  const { column, target, sure } = each
  const { category, field } = target
  const isShared = entry.shares !== null && !entry.table.columns.includes(column)
  const isSet = drafted.policy.rights.some(({ effects }) =>
    effects?.sets?.some((set) => set.category === category.code && set.field === field.code),
  )
  const isTyped =
    sure &&
    !column.inside &&
    category.selfService !== "ask" &&
    TYPED.has(field.type) &&
    !entry.table.primaryKey.includes(column.name)
  const { erase, ask } = needsErase(entry) && !isShared ? erasing(entry, each) : {}
  const media = /^(image|document)$/.test(field.type) ? mediaType(entry.table) : undefined
  const value = {
    ...(column.inside ?? { column: column.name }),
    ...(isShared ? { shared: true } : {}),
    ...{ category: category.code, field: field.code, type: field.type },
    ...(media ? { mediaType: media } : {}),
    ...(category.thirdPerson ? { thirdPerson: true } : {}),
    ...(erase === undefined ? {} : { erase }),
    ...(isSet ? { correct: "mark" } : isTyped ? { correct: true } : {}),
  }
  const asks = [
    ...(sure ? [] : ["little speaks for this field but its type: is it this?"]),
    ...(ask ? [ask] : []),
  ]
  return `- ${inline(value)}${asks.length > 0 ? ` ${look(asks.join(" "))}` : ""}`
}

/** Who most of an entry's categories say to come from. */
function originOf({ origins }: Policy, { placed }: DraftEntry): string | undefined {
  const said = placed.flatMap(({ target }) => target.category.origins.slice(0, 1))
  const many = (code: string) => said.filter((each) => each === code).length
  return [...said].sort((a, b) => many(b) - many(a))[0] ?? origins[0]?.code
}

/** One entry, its lines without indent. */
export function entryLines(drafted: Drafted, entry: DraftEntry): string[] {
  const { subject, policy } = drafted
  const isOwn = entry.way.length === 0
  const { given, recorded } = datesOf(entry.table, isOwn ? subject.changed : null)
  const local = entry.table.columns.some(({ type }) => type === "timestamp without time zone")
  return [
    ...entry.asks.map(look),
    `${entry.name}:`,
    ...[
      ...wayLines(entry, subject),
      `origin: ${inline(originOf(policy, entry))} ${look("who gives these data?")}`,
      ...(given ? [`givenAt: ${inline(given.name)}`] : []),
      ...(recorded ? [`recordedAt: ${inline(recorded.name)}`] : []),
      ...(local ? [`zone: ${policy.organisation.timezone} ${look("is the time here local?")}`] : []),
      rowsLine(entry),
      ...(isOwn && subject.changed ? [`touch: ${inline({ [subject.changed]: { now: true } })}`] : []),
      ...referring(drafted, entry),
      "fields:",
      ...entry.placed.map((each) => `  ${fieldLine(drafted, entry, each)}`),
      ...unplacedLines(entry),
    ].map((line) => `  ${line}`),
  ]
}

/** What becomes of the rows: the person's own stays, and stays empty, unless something shared hangs on it. */
function rowsLine({ way, shares }: DraftEntry): string {
  if (way.length > 0) return `rows: ${shares ? "detach" : "delete"}`
  return shares
    ? `rows: delete ${look("the person's row goes, and what is shared with it where nobody else needs it: may it?")}`
    : "rows: keep"
}

const unplacedLines = ({ unplaced }: DraftEntry): string[] =>
  unplaced.length === 0
    ? []
    : [
        look(
          "these seem to hold what is personal, and no field of the policy fits: map them, or ignore them with a reason",
        ),
        ...unplaced.map((name) => `#   ${name}${guessed(name)}`),
      ]

const guessed = (name: string): string => ` (${meaningsOf(name).join(" ").replaceAll("_", " ")})`
