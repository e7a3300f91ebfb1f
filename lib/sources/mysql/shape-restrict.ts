import type { RowKey } from "../connector"
import type { Entry } from "../map-schema"
import { type Draft, fieldsOf } from "../postgres/shape-parts"
import { type Sides, settingsOf, sidesOf } from "../restriction-map"
import { relationOf } from "./relation"
import { canonicalFields, lockOf, rowsShape, type Shape } from "./shape-parts"
import { restrictionShape } from "./shape-processing"
import { type Build, columnOf, type MysqlSource } from "./source"
import { asText, columnAt, ident, join, raw, type Sql, sql, tableIdent } from "./sql"
import { assignments, keyIn, typed } from "./values"

/** The rows of these keys on both sides of a wall as one table, each with the side it is on. */
export function bothSides(build: Build, { wall, open, closed }: Sides, keys: readonly RowKey[]): Sql {
  const columns = join(wall.columns.map(ident), ", ")
  const side = ({ table, primaryKey }: Entry, name: string) =>
    sql`select ${columns}, ${raw(`'${name}'`)} as ukuk_side from ${tableIdent(table)} where ${keyIn(build, "", table, primaryKey, keys)}`
  return sql`(${side(open, "open")} union all ${side(closed, "closed")})`
}

/** Rows put on the other side of a wall and taken from theirs. */
function moveShape(build: Build, source: MysqlSource, draft: Draft): Shape {
  const sides = sidesOf(source.map, draft.entry)
  if (!sides) throw new Error(`the data map moves no rows of ${draft.entry}`)
  const { wall, open, closed } = sides
  const [from, to] = draft.op === "restrict" ? [open, closed] : [closed, open]
  const relation = relationOf(build, open, bothSides(build, sides, draft.keys))
  const values = canonicalFields(build, open, fieldsOf(open, draft))
  const columns = join(wall.columns.map(ident), ", ")
  const mine = keyIn(build, "", from.table, from.primaryKey, draft.keys)
  return {
    lock: lockOf(build, from.table, from.primaryKey, draft.keys),
    from: relation.from,
    where: relation.where,
    keys: open.primaryKey.map((column) => columnAt("t", column)),
    owner: relation.owner,
    parts: [
      {
        before: [asText(columnAt("t", "ukuk_side")), ...values],
        after: [raw(draft.op === "restrict" ? "'closed'" : "'open'"), ...values],
      },
    ],
    changes: [
      sql`insert into ${tableIdent(to.table)} (${columns}) select ${columns} from ${tableIdent(from.table)} where ${mine}`,
      sql`delete from ${tableIdent(from.table)} where ${mine}`,
    ],
  }
}

/** Columns of rows set as the map says for a category restricted, or for one lifted. */
function setShape(build: Build, source: MysqlSource, draft: Draft): Shape {
  const entry = source.map.entries[draft.entry]
  const setting = settingsOf(source.map)[draft.category]?.[draft.entry]
  if (!entry || !setting) throw new Error(`the data map restricts no ${draft.category} in ${draft.entry}`)
  const set = draft.op === "restrict" ? setting.restrict : setting.lift
  const stands = Object.entries(set).map(([column, value]) => {
    const here = columnAt("t", column)
    if (typeof value === "object" && value !== null) return asText(sql`(${here} is not null)`)
    const known = columnOf(build, entry.table, column)
    return asText(sql`(${here} <=> ${value === null ? raw("null") : typed(build, String(value), known)})`)
  })
  const all = assignments(build, entry.table, { ...entry.touch, ...set }, entry.zone)
  const mine = keyIn(build, "t", entry.table, entry.primaryKey, draft.keys)
  return {
    ...rowsShape(build, entry, draft.keys),
    parts: [{ before: stands, after: stands.map(() => raw("'1'")) }],
    changes: [
      sql`update ${tableIdent(entry.table)} t set ${join(
        all.map((each) => sql`t.${each}`),
        ", ",
      )} where ${mine}`,
    ],
  }
}

/** A category restricted, or lifted: on the person's list, by columns of its rows, or behind the wall. */
export function restrictShape(build: Build, source: MysqlSource, draft: Draft): Shape {
  if (draft.strategy === "move") return moveShape(build, source, draft)
  if (draft.strategy === "set") return setShape(build, source, draft)
  return restrictionShape(build, source, draft)
}
