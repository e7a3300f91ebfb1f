import type { Entry, Field } from "../map-schema"
import { isEmptied } from "../postgres/erased-sql"
import { entryOf } from "../postgres/shape"
import { type Draft, fieldsOf } from "../postgres/shape-parts"
import { nameInRow } from "../postgres/value-sql"
import { letsGoItself } from "../postgres/writable"
import { sidesOf } from "../restriction-map"
import { isAlike } from "./alike"
import { columnOfField, erasedValue, rawValue } from "./erased"
import { canonical } from "./field"
import { goingOf } from "./going"
import { jsonWith } from "./json"
import { leadsToMany } from "./relation"
import { canonicalFields, lockOf, rowsShape, type Shape, wholeRow } from "./shape-parts"
import { processingShape } from "./shape-processing"
import { bothSides, restrictShape } from "./shape-restrict"
import { sharedShape } from "./shape-shared"
import type { Build, MysqlSource } from "./source"
import { all, asText, columnAt, ident, join, raw, type Sql, sql, tableIdent } from "./sql"
import { assignments, keyIn, typed } from "./values"

function deleteShape(build: Build, entry: Entry, { keys }: Draft): Shape {
  return {
    ...rowsShape(build, entry, keys),
    parts: [{ before: wholeRow(build, entry), after: null }],
    ...goingOf(build, entry.table, entry.primaryKey, keys),
  }
}

/** The rows behind a link that nobody else has: by now no link leads to them, so they have no owner to compare. */
function deleteSharedShape(build: Build, entry: Entry, { keys }: Draft): Shape {
  const { shares } = entry
  if (!shares) throw new Error("nothing shared")
  const where = keyIn(build, "s", shares.table, shares.primaryKey, keys)
  const fields = entry.fields.filter((field) => field.shared)
  return {
    lock: lockOf(build, shares.table, shares.primaryKey, keys),
    from: sql`${tableIdent(shares.table)} s`,
    where: [where],
    keys: shares.primaryKey.map((column) => columnAt("s", column)),
    owner: null,
    parts: [{ before: canonicalFields(build, entry, fields), after: null }],
    ...goingOf(build, shares.table, shares.primaryKey, keys),
  }
}

/** A foreign key is emptied so that the row it points at can go. */
function releaseShape(build: Build, entry: Entry, { keys, after }: Draft): Shape {
  const columns = Object.keys(after ?? {})
  const set = columns.map((column) => sql`${columnAt("t", column)} = null`)
  const mine = keyIn(build, "t", entry.table, entry.primaryKey, keys)
  const anybodys = { from: sql`${tableIdent(entry.table)} t`, where: [mine], owner: null }
  return {
    ...rowsShape(build, entry, keys),
    ...(letsGoItself(build.catalog, entry.table, columns) ? anybodys : {}),
    parts: [
      {
        before: columns.map((column) => asText(columnAt("t", column))),
        after: columns.map(() => raw("null")),
      },
    ],
    changes: [sql`update ${tableIdent(entry.table)} t set ${join(set, ", ")} where ${mine}`],
  }
}

// Set from left to right: of several paths inside one JSON column each finds what those before it left.
const setFields = (
  fields: readonly Field[],
  newValue: (field: Field) => Sql | null,
  corrects: boolean,
): Sql[] =>
  fields.map((field) => {
    const value = newValue(field)
    const column = columnAt("t", field.column)
    const stored = field.path ? jsonWith(column, field, value, corrects) : (value ?? raw("null"))
    return sql`t.${ident(field.column)} = ${stored}`
  })

/** New values in columns of rows that stay, on whichever side of a wall. */
function fieldsShape(
  build: Build,
  source: MysqlSource,
  entry: Entry,
  drafts: readonly Draft[],
  newValue: (field: Field) => Sql | null,
): Shape {
  const sides = sidesOf(source.map, drafts[0]?.entry ?? "")
  const keys = drafts[0]?.keys ?? []
  const corrects = drafts.some(({ op }) => op === "correct")
  // What the server derives is left to it: whether it went is seen by reading again.
  const groups = drafts.map((draft) => fieldsOf(entry, draft).filter((field) => corrects || isEmptied(field)))
  const set = [
    ...setFields(groups.flat(), newValue, corrects),
    ...assignments(build, entry.table, entry.touch ?? {}, entry.zone),
  ]
  const promised = (field: Field) =>
    canonical(newValue(field) ?? raw("null"), columnOfField(build, entry, field), field)
  const tables = sides ? [sides.open.table, sides.closed.table] : [entry.table]
  return {
    ...rowsShape(build, entry, keys, sides ? bothSides(build, sides, keys) : undefined),
    parts: groups.map((fields) => ({
      before: canonicalFields(build, entry, fields),
      // What a column makes of a correction is learned by trying it.
      after: corrects ? null : fields.map(promised),
    })),
    changes: tables.map(
      (table) =>
        sql`update ${tableIdent(table)} t set ${join(set, ", ")} where ${keyIn(build, "t", entry.table, entry.primaryKey, keys)}`,
    ),
    inAll: sides !== null,
  }
}

/** The new values the person gave, as their columns take them. */
function correctShape(build: Build, source: MysqlSource, entry: Entry, draft: Draft): Shape {
  const newValue = (field: Field): Sql | null => {
    const value = draft.after?.[nameInRow(field)]
    if (value === null || value === undefined) return null
    return field.path
      ? sql`${String(value)}`
      : typed(build, String(value), columnOfField(build, entry, field))
  }
  const fields = fieldsOf(entry, draft)
  const shape = fields.some((field) => field.shared)
    ? sharedShape(build, entry, draft, fields, canonicalFields(build, entry, fields), newValue)
    : fieldsShape(build, source, entry, [draft], newValue)
  const alike = fields.map((field) =>
    isAlike(rawValue(build, entry, field), newValue(field), field, columnOfField(build, entry, field)),
  )
  return { ...shape, alike: all(alike) }
}

function keepShape(build: Build, source: MysqlSource, draft: Draft): Shape {
  const entry = entryOf(source, draft.entry)
  // A row may be kept on either side of a wall: the same plan can restrict it.
  const sides = sidesOf(source.map, draft.entry)
  const table = sides ? bothSides(build, sides, draft.keys) : tableIdent(entry.table)
  const rows = rowsShape(build, entry, draft.keys, table)
  // The way to a row that is other people's too may go with what is erased.
  const alone = { from: sql`${table} t`, where: rows.where.slice(0, 1), owner: null }
  const found = leadsToMany(build, entry) ? { ...rows, ...alone } : rows
  return { ...found, lock: null, parts: [{ before: [], after: null }], changes: [] }
}

/** The SQL of operations on the same rows: one, or several that empty fields of rows that stay. */
export function shapeOf(build: Build, source: MysqlSource, drafts: readonly Draft[]): Shape {
  const [draft] = drafts
  if (!draft) throw new Error("no operation")
  if (draft.op === "restrict" || draft.op === "unrestrict") return restrictShape(build, source, draft)
  if (draft.op === "stop" || draft.op === "allow") return processingShape(build, source, draft)
  if (draft.op === "keep") return keepShape(build, source, draft)
  const entry = entryOf(source, draft.entry)
  if (draft.op === "correct") return correctShape(build, source, entry, draft)
  if (draft.strategy === "detach" && draft.after) return releaseShape(build, entry, draft)
  if (draft.place === entry.shares?.table) return deleteSharedShape(build, entry, draft)
  if (draft.strategy === "delete" || draft.strategy === "detach") return deleteShape(build, entry, draft)
  const erased = (field: Field) => {
    const value = erasedValue(build, entry, field)
    if (value === null) throw new Error(`${field.field} cannot be erased while its row stays`)
    return field.path && field.erase === "null" ? null : value
  }
  return fieldsShape(build, source, entry, drafts, erased)
}

/** The tables whose rows an operation changes, by the map. */
export function tablesOf(source: MysqlSource, { entry, place, op, strategy }: Draft): string[] {
  if (op === "restrict" || op === "unrestrict") {
    if (strategy === "flag") return [source.map.subject.table]
    const sides = strategy === "move" ? sidesOf(source.map, entry) : null
    return sides ? [sides.open.table, sides.closed.table] : [entryOf(source, entry).table]
  }
  if (op !== "stop" && op !== "allow") return [place.split(".").slice(0, 2).join(".")]
  const index = entry.startsWith("closing.") ? Number(entry.slice("closing.".length)) : null
  const { processing } = source.map
  return [(index === null ? processing?.flags.table : processing?.closing?.[index]?.table) ?? ""]
}
