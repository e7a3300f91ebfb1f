import { stringify } from "yaml"
import type { DraftEntry } from "./entries"
import type { Drafted } from "./write"

const inline = (value: unknown): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, defaultStringType: "PLAIN" }).trim()

/** Whether rows of the entry go when all in them is erased. */
export const goes = ({ way, shares }: DraftEntry): boolean => way.length > 0 || shares !== null

/** Rows of nobody that hold back rows which would go: the map names them, so that these are left to them. */
export function referenceLines({ schema, entries }: Pick<Drafted, "schema" | "entries">): string[] {
  const going = new Set(
    entries.filter(goes).flatMap(({ table, shares }) => [table.name, ...(shares ? [shares.table.name] : [])]),
  )
  const mapped = new Set(entries.map(({ table }) => table.name))
  const keys = schema.keys.filter(({ table, target }) => going.has(target) && !mapped.has(table))
  const lines = keys.map(({ table, columns, target, targetColumns }) => {
    const on = Object.fromEntries(columns.map((column, i) => [column, targetColumns[i]]))
    const primaryKey = schema.tables.find(({ name }) => name === table)?.primaryKey ?? columns
    return `  - ${inline({ table, primaryKey, to: target, on })}`
  })
  return lines.length > 0
    ? ["# look: these rows keep what they name: are they really about nobody?", "references:", ...lines]
    : []
}
