import { stringify } from "yaml"
import type { Policy } from "@/lib/policy/schema"
import type { DraftEntry } from "./entries"
import { meaningsOf } from "./words"

const inline = (value: unknown): string => stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()

/** The column of a table that says this, of a type that fits. */
const saying = ({ table }: DraftEntry, word: string, type: RegExp): string | undefined =>
  table.columns.find((column) => type.test(column.type) && meaningsOf(column.name).includes(word))?.name

const TEXTS = /^(text|character varying|bpchar)$/
const TIMES = /^timestamp/

/**
 * The marks by which the source's programs are stopped, where a table has a row per person, purpose and operation with a yes
 * or no; and the agreements that end with them. No lines where there is no such table.
 */
export function processingLines(policy: Policy, entries: readonly DraftEntry[]): string[] {
  const flags = entries.find(
    (entry) =>
      entry.way.length === 1 &&
      saying(entry, "operation", TEXTS) &&
      saying(entry, "purpose", TEXTS) &&
      markIn(entry),
  )
  if (!flags) return []
  const changed =
    saying(flags, "changed", TIMES) ?? flags.table.columns.find(({ type }) => TIMES.test(type))?.name
  const value = {
    table: flags.table.name,
    subject: flags.way[0]?.columns[0],
    purpose: saying(flags, "purpose", TEXTS),
    operation: saying(flags, "operation", TEXTS),
    value: markIn(flags),
    ...(changed ? { set: { [changed]: { now: true } } } : {}),
    category: flags.placed[0]?.target.category.code,
  }
  return [
    "# look: do the source's programs read these marks before they process?",
    "processing:",
    "  flags:",
    ...Object.entries(value).map(([key, each]) => `    ${key}: ${inline(each)}`),
    "  purposes:",
    ...policy.purposes.map(
      ({ code, operations }) => `    ${code}: ${inline(operations.map((operation) => operation.code))}`,
    ),
    ...closingLines(policy, entries),
  ]
}

const markIn = ({ table }: DraftEntry): string | undefined =>
  table.columns.find(({ type }) => type === "boolean")?.name

/** Agreements: a row per purpose with the time it was taken back. */
function closingLines(policy: Policy, entries: readonly DraftEntry[]): string[] {
  const found = entries.find(
    (entry) => entry.way.length === 1 && saying(entry, "purpose", TEXTS) && saying(entry, "withdrawn", TIMES),
  )
  const ended = found && saying(found, "withdrawn", TIMES)
  if (!found || !ended) return []
  const value = {
    purposes: policy.purposes.map(({ code }) => code),
    table: found.table.name,
    primaryKey: found.table.primaryKey,
    subject: found.way[0]?.columns[0],
    purpose: saying(found, "purpose", TEXTS),
    open: { [ended]: null },
    set: { [ended]: { now: true } },
    category: found.placed[0]?.target.category.code,
  }
  return ["  closing:", `    - ${inline(value)}`]
}
