import { type Entry, holdsLargeObjects, letsRowsGo } from "../map-schema"
import type { Mapped } from "../planning"
import { sidesOf } from "../restriction-map"
import { LARGE_OBJECTS } from "./catalog"
import { type Build, keyIn } from "./entry-sql"
import { bothSides, leadsToMany } from "./relation"
import { correctShape, splitShape } from "./shape-correct"
import {
  deleteShape,
  deleteSharedShape,
  erasedIn,
  eraseFieldsShape,
  releaseShape,
  unlinkShape,
} from "./shape-erase"
import { type Draft, rowsShape, type Shape } from "./shape-parts"
import { processingShape } from "./shape-processing"
import { restrictShape } from "./shape-restrict"
import type { PostgresSource } from "./source"
import { tableIdent } from "./sql"

/** A place that is one of the map's entries. */
export function entryOf(source: Mapped, name: string): Entry {
  const entry = source.map.entries[name]
  if (!entry) throw new Error(`the data map has no entry ${name}`)
  return entry
}

/** The SQL of operations on the same rows: one, or several that empty fields of rows that stay. */
export function shapeOf(build: Build, source: PostgresSource, drafts: readonly Draft[]): Shape {
  const [draft] = drafts
  if (!draft) throw new Error("no operation")
  if (draft.op === "restrict" || draft.op === "unrestrict") return restrictShape(build, source, draft)
  if (draft.op === "stop" || draft.op === "allow") return processingShape(build, source, draft)
  const entry = entryOf(source, draft.entry)
  // A row that stays may be on either side of a wall by the time it is looked at: the same plan can restrict it.
  const sides = sidesOf(source.map, draft.entry)
  // What is kept goes on living: only that it is still there is promised.
  if (draft.op === "keep") {
    const table = sides ? bothSides(sides) : tableIdent(entry.table)
    const rows = rowsShape(build, entry, draft, table)
    // The way to a row that is other people's too may go with what is erased.
    const alone = { from: `${table} t`, where: rows.where.slice(0, 1), owner: null }
    const found = leadsToMany(build, entry) ? { ...rows, ...alone } : rows
    return { ...found, parts: [{ before: [], after: null }], change: null }
  }
  if (draft.op === "correct") return correctShape(build, entry, draft, sides)
  if (draft.place === LARGE_OBJECTS) return unlinkShape(build, entry, draft)
  if (draft.strategy === "detach" && draft.after) return releaseShape(build, entry, draft)
  if (draft.place === entry.shares?.table) return deleteSharedShape(build, entry)
  if (draft.strategy === "delete" || draft.strategy === "detach") return deleteShape(build, entry, draft)
  if (inShared(draft)) return splitShape(build, entry, draft, (field) => erasedIn(build, entry, field))
  return eraseFieldsShape(build, entry, drafts, sides)
}

/** Whether an operation that erases does so in a row others may share. */
const inShared = ({ strategy }: Draft): boolean => strategy === "set" || strategy === "split"

/** Whether the operation deletes rows, so that afterwards nothing of them is left to compare. */
export const deletesRows = ({ op, strategy, after }: Draft): boolean =>
  op === "erase" && (strategy === "delete" || (strategy === "detach" && !after))

/** A table whose rows can go, by the entry that says so. */
export type Place = { readonly entry: string; readonly table: string; readonly primaryKey: readonly string[] }

/** Every place of the map whose rows an operation can delete: entries that let their rows go, and what those share. */
export function placesThatGo(source: Mapped): Place[] {
  const entries = Object.entries(source.map.entries)
  const objects = entries
    .filter(([, entry]) => holdsLargeObjects(entry))
    .map(([entry]) => ({ entry, table: LARGE_OBJECTS, primaryKey: ["oid"] }))
  const rows = entries
    .filter(([, entry]) => letsRowsGo(entry))
    .flatMap(([entry, { table, primaryKey, shares }]) => [
      { entry, table, primaryKey },
      ...(shares ? [{ entry, table: shares.table, primaryKey: shares.primaryKey }] : []),
    ])
  return [...rows, ...objects]
}

/** The rows of an operation that deletes, found by their keys alone: enough to see whether they are gone. */
export const rowsLeft = (build: Build, { table, primaryKey }: Place): string =>
  `${tableIdent(table)} t where ${keyIn(build, "t", table, primaryKey)}`

/** Consecutive operations that empty fields of the same rows go together; every other one goes alone. */
export function togetherOf<D extends Draft>(operations: readonly D[]): D[][] {
  const groups: D[][] = []
  for (const operation of operations) {
    const last = groups.at(-1)
    const before = last?.[0]
    const isSame =
      before !== undefined &&
      emptiesFields(before) &&
      emptiesFields(operation) &&
      before.entry === operation.entry &&
      JSON.stringify([before.keys, before.span]) === JSON.stringify([operation.keys, operation.span])
    if (last && isSame) last.push(operation)
    else groups.push([operation])
  }
  return groups
}

const emptiesFields = (draft: Draft): boolean =>
  draft.op === "erase" && draft.strategy !== "delete" && draft.strategy !== "detach" && !inShared(draft)
