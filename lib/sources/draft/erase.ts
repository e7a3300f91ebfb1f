import { LEAST_SIGNS } from "../mask"
import type { LiveColumn, LiveTable } from "../postgres/live-schema"
import type { DraftEntry } from "./entries"
import type { Placed } from "./place"
import { meaningsOf } from "./words"

/** How a field would lose its value while its row stays, and what its author must look at. */
export type Erasing = { erase?: unknown; ask?: string }

/** Whether every field of the entry has to be erasable by itself. */
export const needsErase = ({ way, shares, placed }: DraftEntry): boolean =>
  (way.length === 0 && !shares) || new Set(placed.map(({ target }) => target.category.code)).size > 1

/** Of the languages a person is written to in, the one that stays. */
const LANGUAGES = ["ky"]

const TEXT = /^(text|character varying|bpchar|citext)$/
const lengthOf = ({ full }: LiveColumn): number =>
  Number(/\((\d+)\)/.exec(full)?.[1] ?? Number.POSITIVE_INFINITY)

const EMPTY: readonly (readonly [RegExp, unknown])[] = [
  [/^timestamp with time zone$/, "1970-01-01T00:00:00Z"],
  [/^timestamp/, "1970-01-01 00:00:00"],
  [/^date$/, "1970-01-01"],
  [/^(smallint|integer|bigint|numeric|real|double precision)$/, 0],
  [/^(inet|cidr)$/, "0.0.0.0"],
  [/\[\]$/, "{}"],
  [/^jsonb?$/, "{}"],
]

/** What a row that was emptied is known by: a text that is no ordinary value, else a sum of nothing. */
function markOf(placed: readonly Placed[], table: LiveTable): Record<string, unknown> | null {
  const free = placed.filter(
    ({ column }) => column.required && column.allowed.length === 0 && !isKey(table, column),
  )
  const text = free.find(({ column }) => TEXT.test(column.type) && lengthOf(column) >= 6)
  if (text && !table.unique.includes(text.column.name)) return { [text.column.name]: "erased" }
  const sum = free.find(({ target }) => target.field.type === "money")
  return sum ? { [sum.column.name]: 0 } : null
}

const isKey = ({ primaryKey }: LiveTable, { name }: LiveColumn): boolean => primaryKey.includes(name)

/** How one field of an entry is erased where its row stays. */
export function erasing({ table, placed }: DraftEntry, { column, target }: Placed): Erasing {
  const mine = placed.filter((each) => each.target.category.code === target.category.code)
  if (isKey(table, column)) {
    const other = mine.find((each) => each.column !== column && !isKey(table, each.column))
    return other
      ? { erase: { with: other.target.field.code } }
      : { erase: "hash", ask: "this is part of the row's key: what stays in its place?" }
  }
  if (!column.required) return { erase: "null" }
  if (table.unique.includes(column.name) && TEXT.test(column.type) && lengthOf(column) >= LEAST_SIGNS)
    return { erase: "hash" }
  return fixed(column, markOf(mine, table) ?? markOf(placed, table))
}

/** A constant; `beside` what tells it from an ordinary value. */
function fixed(column: LiveColumn, mark: Record<string, unknown> | null): Erasing {
  const isMark = mark !== null && column.name in mark
  const beside = mark === null || isMark ? {} : { beside: mark }
  const ask =
    mark === null ? "an ordinary value here looks erased: what tells the two apart (beside)?" : undefined
  const [ordinary] = meaningsOf(column.name).includes("language") ? LANGUAGES : column.allowed
  if (ordinary !== undefined) return { erase: { fixed: ordinary, ...beside }, ...(ask ? { ask } : {}) }
  if (column.type === "boolean") return { erase: { fixed: false, ...beside }, ...(ask ? { ask } : {}) }
  const empty = EMPTY.find(([type]) => type.test(column.type))
  if (empty) return { erase: { fixed: empty[1] } }
  if (lengthOf(column) >= 6) return { erase: { fixed: "erased" } }
  return {
    erase: { fixed: "-".repeat(lengthOf(column)), ...beside },
    ask: "which constant means erased here?",
  }
}
