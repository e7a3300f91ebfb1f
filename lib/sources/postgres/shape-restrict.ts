import { settingsOf, sidesOf } from "../restriction-map"
import { assignments, type Build, columnOf, keyIn } from "./entry-sql"
import { bothSides, relationOf } from "./relation"
import { canonicalFields, type Draft, fieldsOf, GUARD, rowsShape, type Shape, sameRow } from "./shape-parts"
import { restrictionShape } from "./shape-processing"
import type { PostgresSource } from "./source"
import { ident, tableIdent } from "./sql"

/** Rows taken from one side of a wall and put on the other, by one statement. */
function moveShape(build: Build, source: PostgresSource, draft: Draft): Shape {
  const sides = sidesOf(source.map, draft.entry)
  if (!sides) throw new Error(`the data map moves no rows of ${draft.entry}`)
  const { wall, open, closed } = sides
  const [from, to] = draft.op === "restrict" ? [open, closed] : [closed, open]
  const relation = relationOf(build, open, bothSides(sides))
  const values = canonicalFields(build, open, fieldsOf(open, draft))
  const end = `'${draft.op === "restrict" ? "closed" : "open"}'::text`
  const columns = wall.columns.map(ident)
  // Rows of a table that inherits have columns of their own, which would be lost: those are left, and refused.
  const only = build.catalog.relations.get(from.table)?.parted.length ? "" : "only "
  const moved = columns.map((column) => `t.${column}`).join(", ")
  return {
    from: relation.from,
    where: [keyIn(build, "t", open.table, open.primaryKey), ...relation.where],
    keys: open.primaryKey.map((column) => `t.${ident(column)}`),
    owner: relation.owner,
    parts: [{ before: ["t.ukuk_side", ...values], after: [end, ...values] }],
    prepare: () =>
      `taken as (delete from ${only}${tableIdent(from.table)} t using target x, state where ${sameRow("t", from.primaryKey)} and ${GUARD} returning ${moved})`,
    change: () =>
      `insert into ${tableIdent(to.table)} (${columns.join(", ")}) overriding system value select ${columns.join(", ")} from taken`,
  }
}

/** Columns of rows set as the map says for a category restricted, or for one lifted. */
function setShape(build: Build, source: PostgresSource, draft: Draft): Shape {
  const entry = source.map.entries[draft.entry]
  const setting = settingsOf(source.map)[draft.category]?.[draft.entry]
  if (!entry || !setting) throw new Error(`the data map restricts no ${draft.category} in ${draft.entry}`)
  const set = draft.op === "restrict" ? setting.restrict : setting.lift
  const stands = Object.entries(set).map(([column, value]) => {
    const { type, full } = columnOf(build.source, build.catalog, entry.table, column)
    const here = `t.${ident(column)}`
    if (typeof value === "object" && value !== null) return `(${here} is not null)::text`
    const text = build.params.add(value === null ? null : String(value), type)
    return `(${here}::text is not distinct from (${text})::${full}::text)::text`
  })
  const all = assignments(build, entry.table, { ...entry.touch, ...set }, entry.zone)
  return {
    ...rowsShape(build, entry),
    parts: [{ before: stands, after: stands.map(() => "'true'::text") }],
    change: () =>
      `update ${tableIdent(entry.table)} t set ${all.join(", ")} from target x, state where ${sameRow("t", entry.primaryKey)} and ${GUARD}`,
  }
}

/** A category restricted, or lifted: on the person's list, by columns of its rows, or behind the wall. */
export function restrictShape(build: Build, source: PostgresSource, draft: Draft): Shape {
  if (draft.strategy === "move") return moveShape(build, source, draft)
  if (draft.strategy === "set") return setShape(build, source, draft)
  return restrictionShape(build, source, draft)
}
