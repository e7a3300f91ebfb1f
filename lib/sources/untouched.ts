import type { Entry, Field, RelationalMap } from "./map-schema"
import type { PlannedOperation } from "./operation"
import type { Mapped } from "./planning"
import type { Catalog } from "./postgres/catalog"
import { isDerived } from "./postgres/erased-sql"
import { ownerColumns } from "./postgres/owner-sql"
import { tableOfField } from "./postgres/value-sql"
import { settingsOf, sidesOf } from "./restriction-map"

/** What of the rows of an entry is to be after a change as it was before it. */
export type Untouched = { readonly name: string; readonly entry: Entry; readonly fields: readonly Field[] }

type Schema = Pick<Catalog, "relations" | "columns" | "foreignKeys">

/** Columns by table; null: whole rows of it. */
type Reached = Map<string, Set<string> | null>

const IN_PLACE: readonly PlannedOperation["strategy"][] = [
  "null",
  "fixed",
  "hash",
  "random_same_shape",
  "truncate_date",
  "set",
]

function add(reached: Reached, table: string, columns: readonly string[] | null): void {
  const known = reached.get(table)
  reached.set(table, columns === null || known === null ? null : new Set([...(known ?? []), ...columns]))
}

/** What a row says of its own changes follows them. */
const told = ({ touch, recordedAt, givenAt, fields }: Entry): string[] =>
  [...Object.keys(touch ?? {}), recordedAt, givenAt, ...fields.map((field) => field.givenAt)].flatMap(
    (column) => column ?? [],
  )

function reachInEntry(reached: Reached, entry: Entry, operation: PlannedOperation): void {
  const { strategy, category, fields, after } = operation
  const own = entry.fields.filter((field) => field.category === category && fields.includes(field.field))
  const isRelease = strategy === "detach" && after
  const isInPlace = isRelease || (IN_PLACE.includes(strategy) && own.every(({ shared }) => !shared))
  const columns = [...own.map(({ column }) => column), ...Object.keys(after ?? {}), ...told(entry)]
  add(reached, entry.table, isInPlace ? columns : null)
  if (!isInPlace && entry.shares) add(reached, entry.shares.table, null)
}

/** A category restricted or lifted in its rows: columns of them, or rows that go to the other side of a wall. */
function reachInRows(reached: Reached, map: RelationalMap, entry: Entry, operation: PlannedOperation): void {
  const sides = operation.strategy === "move" ? sidesOf(map, operation.entry) : null
  for (const { table } of sides ? [sides.open, sides.closed] : []) add(reached, table, null)
  const { restrict, lift } = settingsOf(map)[operation.category ?? ""]?.[operation.entry] ?? {}
  if (!sides) add(reached, entry.table, [...Object.keys({ ...restrict, ...lift }), ...told(entry)])
}

/** What operations change by themselves, and what the schema has follow from it. */
function reachedBy(
  map: RelationalMap,
  { foreignKeys }: Schema,
  operations: readonly PlannedOperation[],
): Reached {
  const { subject, entries, processing } = map
  const { restriction } = subject
  const reached: Reached = new Map()
  for (const operation of operations) {
    if (operation.op === "keep") continue
    const entry = entries[operation.entry]
    const isRestriction = operation.op === "restrict" || operation.op === "unrestrict"
    if (entry && isRestriction) reachInRows(reached, map, entry, operation)
    else if (entry) reachInEntry(reached, entry, operation)
    else if (restriction && "scope" in restriction && operation.entry === "restriction")
      add(reached, subject.table, [restriction.scope, restriction.since])
    else
      for (const { table } of [processing?.flags, ...(processing?.closing ?? [])].flatMap((one) => one ?? []))
        add(reached, table, null)
  }
  for (const { table, columns, target, onDelete } of foreignKeys)
    if (onDelete === "null" && reached.get(target) === null) add(reached, table, columns)
  return reached
}

/** By which columns of which tables a person's rows of an entry are found. */
function foundBy({ table, path = [], subject, where }: Entry): (readonly [string, string])[] {
  const columns = (at: string, names: readonly string[]) => names.map((name) => [at, name] as const)
  const steps = path.flatMap((step, i) => [
    ...columns(step.table, [...Object.keys(step.on), ...Object.keys(step.where ?? {})]),
    ...columns(path[i - 1]?.table ?? table, Object.values(step.on)),
  ])
  const owner = columns(path.at(-1)?.table ?? table, ownerColumns(subject))
  return [...columns(table, Object.keys(where ?? {})), ...steps, ...owner]
}

/**
 * The fields of a person's rows that operations leave alone, by entry. Left out is what follows by the map's or the schema's
 * own word: copies and trails, values made from others, what lies with somebody else, and what is no longer found since
 * the way to it is what was erased.
 */
export function untouchedBy(
  { map }: Pick<Mapped, "map">,
  catalog: Schema,
  operations: readonly PlannedOperation[],
): Untouched[] {
  const reached = reachedBy(map, catalog, operations)
  const isReached = (table: string, column: string) => {
    const columns = reached.get(table)
    return columns === null || (columns?.has(column) ?? false)
  }
  return Object.entries(map.entries).flatMap(([name, entry]): Untouched[] => {
    const isOwn = catalog.relations.get(entry.table)?.kind === "table"
    if (!isOwn || entry.trail || entry.rows === "follow") return []
    if (reached.get(entry.table) === null || foundBy(entry).some((at) => isReached(...at))) return []
    const fields = entry.fields.filter((field) => {
      const table = tableOfField(entry, field)
      const isMade = isDerived(field) || catalog.columns.get(table)?.get(field.column)?.generated
      return !field.through && !isMade && !isReached(table, field.column)
    })
    return fields.length > 0 ? [{ name, entry, fields }] : []
  })
}
