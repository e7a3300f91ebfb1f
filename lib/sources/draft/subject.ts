import type { LiveColumn, LiveSchema, LiveTable } from "../postgres/live-schema"
import type { Shapes } from "../postgres/sample"
import { IDENTIFYING, personal } from "./recognise"
import { meaningsOf } from "./words"

/** What a person is known by in the source, and how it is compared. */
export type Known = {
  kind: "pin" | "phone" | "email" | "login"
  column: string
  normalise: "digits" | "phone" | "lower"
  proves: boolean
}

/** The table with one row per person, its key, and what people are known by there. */
export type Subject = {
  table: LiveTable
  key: string
  known: readonly Known[]
  language: string | null
  restriction: { scope: string; since: string } | null
  /** The column the source's own programs set with every change. */
  changed: string | null
}

const KINDS: readonly Omit<Known, "column">[] = [
  { kind: "pin", normalise: "digits", proves: true },
  { kind: "login", normalise: "lower", proves: true },
  { kind: "phone", normalise: "phone", proves: false },
  { kind: "email", normalise: "lower", proves: false },
]

/** How many tables lead to this one by foreign keys, however far. */
function leadingTo({ keys }: LiveSchema, table: string): number {
  const found = new Set([table])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const key of keys) if (found.has(key.target)) found.add(key.table)
  }
  return found.size - 1
}

const NAMED = 10

/** A table named as people an organisation serves is likely theirs; one named as those who work there is not. */
function naming({ name }: LiveTable): number {
  const words = meaningsOf(name.slice(name.indexOf(".") + 1))
  return (words.at(-1) === "member" ? NAMED : 0) - (words.includes("handler") ? NAMED : 0)
}

/**
 * The table people are in: the one with the most columns that identify a person, to which the most others lead. Null where
 * no table has both a key of one column and such a column; `people` names the table where that is known.
 */
export function guessSubject(schema: LiveSchema, shapes: Shapes, people?: string): Subject | null {
  const candidates = schema.tables
    .filter(({ name }) => people === undefined || name === people)
    .filter(({ kind, primaryKey }) => kind === "table" && primaryKey.length === 1)
    .map((table) => {
      const kinds = table.columns.map((column) => personal(column, shapes.get(table.name)?.get(column.name)))
      const identifying = new Set(kinds.filter((kind) => kind !== null && IDENTIFYING.has(kind)))
      const score = identifying.size * 3 + leadingTo(schema, table.name) + naming(table)
      return { table, many: identifying.size, score }
    })
    .filter(({ many }) => many > 0)
  const best = candidates.sort((a, b) => b.score - a.score)[0]?.table
  const key = best?.primaryKey[0]
  return best && key !== undefined ? describe(best, key, shapes.get(best.name) ?? new Map()) : null
}

function describe(table: LiveTable, key: string, shapes: ReadonlyMap<string, string>): Subject {
  const { columns } = table
  const one = (is: (column: LiveColumn) => boolean) => columns.find(is)?.name ?? null
  const known = KINDS.flatMap((each) => {
    const isKind = ({ name, type }: LiveColumn) =>
      /^(text|character varying|bpchar|citext)$/.test(type) &&
      (shapes.get(name) === each.kind || meaningsOf(name).includes(each.kind))
    const column = one(isKind)
    return column === null ? [] : [{ ...each, column }]
  })
  return {
    table,
    key,
    // A login is needed only where nothing else proves.
    known: known.filter(({ kind }) => kind !== "login" || !known.some((each) => each.kind === "pin")),
    language: one(({ name, type }) => /char/.test(type) && meaningsOf(name).includes("language")),
    restriction: restrictionIn(columns),
    changed: one(({ name, type }) => /^timestamp/.test(type) && meaningsOf(name).includes("changed")),
  }
}

const RESTRICTING = /restrict|block|lock|freez|suspend|hold/i

function restrictionIn(columns: readonly LiveColumn[]): Subject["restriction"] {
  const scope = columns.find(({ name, full }) => full === "text[]" && RESTRICTING.test(name))
  const since = columns.find(({ name, type }) => /^timestamp/.test(type) && RESTRICTING.test(name))
  return scope && since ? { scope: scope.name, since: since.name } : null
}
