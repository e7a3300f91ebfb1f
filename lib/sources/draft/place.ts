import type { LiveColumn, LiveSchema, LiveTable } from "../postgres/live-schema"
import { personal } from "./recognise"
import { covered, fits, scoreOf, type Target } from "./score"
import type { Shape } from "./shapes"
import { meaningsOf, wordsOf } from "./words"

/** A column that was given a field of the policy; `sure` is false where little more than its type speaks for it. */
export type Placed = { readonly column: LiveColumn; readonly target: Target; readonly sure: boolean }
/** The columns of one table: those placed, in the table's order, and those that look personal and could not be. */
export type Placing = { readonly placed: readonly Placed[]; readonly unplaced: readonly LiveColumn[] }

type Shapes = ReadonlyMap<string, Shape>
type Scored = { column: LiveColumn; target: Target; score: number }

const LEAST = 0.75
const SURE = 1.05

const TEXTS = /^(text|character varying|bpchar)$/

/** The column that says what a table's scans are. */
export const mediaType = ({ columns }: LiveTable): string | undefined =>
  columns.some(({ type }) => type === "bytea")
    ? columns.find(({ name, type }) => TEXTS.test(type) && /mime|media_?type|content_?type/i.test(name))?.name
    : undefined

const isKeyName = (name: string): boolean => wordsOf(name).at(-1) === "id" || wordsOf(name).at(-1) === "uuid"

/** The keys of the schema, and the columns by which the table is led to the person. */
type Known = Pick<LiveSchema, "keys"> & { readonly way: readonly string[] }

/** What cannot be a person's datum by itself: keys without meaning, references, what a scan is, secrets kept as digests. */
function isTechnical({ keys, way }: Known, table: LiveTable, column: LiveColumn): boolean {
  const refers = keys.some((key) => key.table === table.name && key.columns.includes(column.name))
  // A text that names a row may be a datum besides, unless it is how the row is found: the other row has it then.
  if (way.includes(column.name) || (refers && !TEXTS.test(column.type))) return true
  if (column.name === mediaType(table)) return true
  if (isKeyName(column.name) || column.type === "uuid") return true
  return meaningsOf(column.name).includes("password")
}

/** How much a table is about a category: by their names, and by how many of its fields have a column here. */
function affinity(
  table: LiveTable,
  scored: readonly Scored[],
  targets: readonly Target[],
): Map<string, number> {
  const place = meaningsOf(`${table.name} ${table.comment}`)
  const found = new Map<string, number>()
  for (const { category } of targets) {
    if (found.has(category.code)) continue
    const named = covered(meaningsOf(category.code), place)
    const best = category.fields.map((field) =>
      scored.reduce(
        (most, each) => (each.target.field === field && each.score > most ? each.score : most),
        0,
      ),
    )
    const held = best.reduce((sum, score) => sum + Math.min(score, 1.2), 0)
    const part = held / Math.max(2, category.fields.length)
    found.set(category.code, 0.6 * named + part + 0.05 * Math.min(held, 8))
  }
  return found
}

/** The best pairs first; each column and each field of the entry once. */
function greedy(pairs: readonly Scored[], least: number): Scored[] {
  const [columns, fields] = [new Set<string>(), new Set<string>()]
  return [...pairs]
    .sort((a, b) => b.score - a.score)
    .filter(({ column, target, score }) => {
      if (score < least || columns.has(column.name) || fields.has(target.field.code)) return false
      columns.add(column.name)
      fields.add(target.field.code)
      return true
    })
}

/** Whether a value inside a column may have this field: the column is no surer one, and the field is free. */
const isOpen = ({ inside }: LiveColumn, { field }: Target, direct: readonly Scored[]): boolean =>
  inside !== undefined &&
  !direct.some(
    (each) =>
      each.target.field.code === field.code || (each.column.name === inside.column && each.score >= SURE),
  )

/**
 * Gives the columns of a table their fields of the policy. `among` narrows the categories, as where a table holds several
 * of them told apart by a column.
 */
export function placeTable(
  known: Known,
  table: LiveTable,
  shapes: Shapes,
  targets: readonly Target[],
): Placing {
  const whole = table.columns.filter((column) => !isTechnical(known, table, column))
  const parts = table.parts.filter(({ name }) => !isKeyName(name))
  const scored = [...whole, ...parts].flatMap((column) =>
    targets.map((target) => ({
      column,
      target,
      score: scoreOf(table, column, shapes.get(column.name), target),
    })),
  )
  const homes = affinity(table, scored, targets)
  const main = [...homes].sort(([, a], [, b]) => b - a)[0]?.[0]
  const most = Math.max(...homes.values(), 0.01)
  const pairs = scored.map((each) => ({
    ...each,
    score: each.score === 0 ? 0 : each.score + 0.6 * ((homes.get(each.target.category.code) ?? 0) / most),
  }))
  const direct = greedy(
    pairs.filter(({ column }) => !column.inside),
    LEAST,
  )
  const inside = greedy(
    pairs.filter(({ column, target }) => isOpen(column, target, direct)),
    SURE,
  )
  const opened = new Set(inside.map(({ column }) => column.inside?.column))
  const columns = [...whole.filter(({ name }) => !opened.has(name)), ...parts]
  const found = [...direct.filter(({ column }) => !opened.has(column.name)), ...inside]
  const left = columns.filter((column) => !column.inside && !found.some((each) => each.column === column))
  const rest = byType(
    left,
    found,
    targets.filter(({ category }) => category.code === main),
  )
  const placed = new Map([...found, ...rest].map((each) => [each.column.name, each]))
  return {
    placed: columns.flatMap((column) => {
      const pair = placed.get(column.name)
      return pair ? [{ column, target: pair.target, sure: pair.score >= SURE }] : []
    }),
    unplaced: columns.filter(
      (column) => !placed.has(column.name) && personal(column, shapes.get(column.name)) !== null,
    ),
  }
}

/** What is left of the main category goes to what is left of the columns, type by type in their order: a guess to look at. */
function byType(left: readonly LiveColumn[], found: readonly Scored[], targets: readonly Target[]): Scored[] {
  const taken = new Set(found.map(({ target }) => target.field.code))
  return left.flatMap((column) => {
    const target = targets.find(({ field }) => !taken.has(field.code) && fits(column, field))
    if (!target) return []
    taken.add(target.field.code)
    return [{ column, target, score: 0 }]
  })
}
