import { whyVoid } from "@/lib/consents/import-consents"
import { readList } from "@/lib/consents/read-list"
import { dayIn, isDay } from "@/lib/deadlines/day"
import type { InForce } from "@/lib/policy/editions"

/** The columns of the list, in any order; all but the last three must be filled. */
export const IMPORT_COLUMNS = [
  "source",
  "customer",
  "purpose",
  "method",
  "date",
  "evidence",
  "operations",
  "edition",
  "withdrawn",
] as const
type Column = (typeof IMPORT_COLUMNS)[number]
const REQUIRED: readonly Column[] = IMPORT_COLUMNS.slice(0, 6)

/** A consent as the list has it, on row `row` of the file (the first is 1). Days are `YYYY-MM-DD`. */
export type FileRow = {
  row: number
  source: string
  customer: string
  purpose: string
  operations: string[]
  method: "signed" | "ticked" | "deemed"
  date: string
  edition: string | null
  evidence: string
  withdrawn: string | null
}

/** Why a row cannot be taken. The reason quotes nothing of the row. */
export type RowFault = { row: number; reason: string }

/** The rows of a list, in their shape and as the policy in force knows them, and the faults of the others. */
export function readRows(
  inForce: InForce,
  now: Date,
  bytes: Uint8Array,
): { rows: FileRow[]; faults: RowFault[] } {
  const [header = [], ...lines] = readList(bytes).rows
  const names = header.map((cell) => cell.trim().toLowerCase())
  const missing = REQUIRED.filter((column) => !names.includes(column))
  if (missing.length > 0)
    return { rows: [], faults: [{ row: 1, reason: `the first row lacks the column ${missing.join(", ")}.` }] }
  const read = lines.map((line, n) => {
    const cell = (column: Column) => line[names.indexOf(column)]?.trim() ?? ""
    return rowOf(inForce, now, n + 2, cell)
  })
  return {
    rows: read.flatMap((row) => ("reason" in row ? [] : [row])),
    faults: read.flatMap((row) => ("reason" in row ? [row] : [])),
  }
}

function rowOf(
  inForce: InForce,
  now: Date,
  row: number,
  cell: (column: Column) => string,
): FileRow | RowFault {
  const fault = (reason: string): RowFault => ({ row, reason })
  const empty = REQUIRED.find((column) => cell(column) === "")
  if (empty) return fault(`${empty} is empty.`)
  const [method, date, withdrawn] = [cell("method"), cell("date"), cell("withdrawn") || null]
  if (!(cell("source") in inForce.dataMap.sources)) return fault("the data map has no such source.")
  if (method !== "signed" && method !== "ticked" && method !== "deemed")
    return fault("method must be signed, ticked or deemed.")
  const purpose = inForce.policy.purposes.find(({ code }) => code === cell("purpose"))
  if (!purpose) return fault("the policy in force has no such purpose.")
  const today = dayIn(now, inForce.policy.organisation.timezone)
  const day = dayFault("date", date, today) ?? (withdrawn && dayFault("withdrawn", withdrawn, today))
  if (day) return fault(day)
  if (withdrawn && withdrawn < date) return fault("withdrawn is before date.")
  const all = purpose.operations.map(({ code }) => code as string)
  const named = cell("operations")
    .split(/[\s,;]+/)
    .filter(Boolean)
  if (named.some((operation) => !all.includes(operation))) return fault("the purpose has no such operation.")
  const operations = named.length > 0 ? named : all
  const voids = operations.map((operation) => whyVoid(inForce, purpose.code, operation, method))
  if (voids.includes("other_basis"))
    return fault("what is done rests on another basis: consent to it is none.")
  if (voids.includes("deemed"))
    return fault("use of the service alone carries no marketing, research or transfer.")
  const [source, customer, evidence] = [cell("source"), cell("customer"), cell("evidence")]
  const edition = cell("edition") || null
  return {
    ...{ row, source, customer, purpose: purpose.code, operations },
    method,
    date,
    edition,
    evidence,
    withdrawn,
  }
}

function dayFault(column: Column, day: string, today: string): string | null {
  if (!isDay(day)) return `${column} must be a day such as 2024-03-27.`
  return day > today ? `${column} is in the future.` : null
}
