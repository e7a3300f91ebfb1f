import type { Entry, Field } from "../map-schema"
import { tooNarrow } from "../mask"
import { isDerived } from "../postgres/erased-sql"
import { placeOfField, tableOfField } from "../postgres/value-sql"
import type { MysqlColumn } from "./catalog"
import { jsonText } from "./json"
import { sameShape } from "./same-shape"
import { type Build, columnOf } from "./source"
import { all, asText, columnAt, isExactly, join, raw, type Sql, sql } from "./sql"
import { ledTo } from "./steps"
import { conditions, typed } from "./values"

/** What the live schema says of a field's column. */
export const columnOfField = (build: Build, entry: Entry, field: Field): MysqlColumn =>
  columnOf(build, tableOfField(entry, field), field.column)

/** The field's column as it stands in a row. */
export function columnExpression(build: Build, entry: Entry, field: Field): Sql {
  if (!field.through) return columnAt(field.shared ? "s" : "t", field.column)
  const { from, where, at } = ledTo(build, field.through, { alias: "t", table: entry.table }, "l")
  return sql`(select ${columnAt(at.alias, field.column)} from ${from} where ${where})`
}

/** The field's own value; a path inside JSON gives text. */
export function rawValue(build: Build, entry: Entry, field: Field): Sql {
  const column = columnExpression(build, entry, field)
  return field.path ? jsonText(column, field.path) : column
}

/** Of the row's key alone, so that nothing of the value survives in what replaces it, and keyed (HMAC). */
function keyDigest({ masks }: Build, entry: Entry, field: Field): Sql {
  const keys = entry.primaryKey.map((column) => asText(columnAt("t", column)))
  const text = asText(sql`concat_ws('/', ${join([sql`${placeOfField(entry, field)}`, ...keys], ", ")})`)
  const inner = sql`sha2(concat(unhex(${masks.inner}), cast(${text} as binary)), 256)`
  return sql`sha2(concat(unhex(${masks.outer}), unhex(${inner})), 256)`
}

// A text that is no date has no year to leave.
function firstOfYear(value: Sql, type: string): Sql {
  if (type === "date") return sql`makedate(year(${value}), 1)`
  if (type.startsWith("timestamp")) return sql`cast(makedate(year(${value}), 1) as datetime)`
  return sql`case when ${value} regexp '^[0-9]{4}-[0-9]{2}' then concat(left(${value}, 4), '-01-01') end`
}

/** What stands in the column once the field is erased and its row stays; null where nothing is put there. */
export function erasedValue(build: Build, entry: Entry, field: Field): Sql | null {
  const { erase } = field
  const column = columnOfField(build, entry, field)
  if (erase === undefined || erase === "derived" || tooNarrow(field, column.full) !== null) return null
  if (erase === "null") return raw("null")
  if (erase === "hash") {
    const length = field.path ? 32 : Math.min(column.length ?? 32, 32)
    return sql`left(${keyDigest(build, entry, field)}, ${raw(String(length))})`
  }
  const value = rawValue(build, entry, field)
  const longest = field.path ? null : column.length
  if (erase === "random_same_shape") return sameShape(value, keyDigest(build, entry, field), longest)
  if (erase === "truncate_date") return firstOfYear(value, field.path ? "text" : column.type)
  if ("with" in erase) return null
  if (erase.fixed === null) return raw("null")
  return field.path ? sql`${String(erase.fixed)}` : typed(build, String(erase.fixed), column)
}

const TOKENS = /('(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)+`)/s

/**
 * What the server itself makes of a derived value once all it is made from is erased; null where it is made from
 * something the map does not name, so that nobody can say.
 */
function derivedValue(build: Build, entry: Entry, field: Field): Sql | null {
  const { generated } = columnOfField(build, entry, field)
  if (generated === null) return null
  const pieces = generated.split(TOKENS).map((piece): Sql | null => {
    if (piece.startsWith("`")) return madeFrom(build, entry, piece.slice(1, -1).replaceAll("``", "`"))
    // A question mark would be taken for a value's place.
    return piece.includes("?") ? null : raw(piece)
  })
  const known = pieces.filter((piece) => piece !== null)
  return known.length === pieces.length ? sql`(${join(known, "")})` : null
}

/** The fields of the entry a derived value is made from. */
export function partsOf(build: Build, entry: Entry, field: Field): Field[] {
  const names = new Set((columnOfField(build, entry, field).generated ?? "").split(TOKENS))
  return entry.fields.filter(
    ({ column, shared, path, through }) =>
      !shared && !path && !through && names.has(`\`${column.replaceAll("`", "``")}\``),
  )
}

/** A column another one is derived from, as it stands once erased. */
function madeFrom(build: Build, entry: Entry, name: string): Sql | null {
  const mapped = entry.fields.find((each) => each.column === name && !each.shared && !each.path)
  if (!mapped && !entry.primaryKey.includes(name)) return null
  const erased = mapped && !isDerived(mapped) ? erasedValue(build, entry, mapped) : null
  return erased ? sql`(${erased})` : columnAt("t", name)
}

const TELLING = ["hash", "random_same_shape", "derived"] as const

// A collation takes other letters for the same, so texts are compared letter by letter.
function equal(one: Sql, other: Sql, { type }: Pick<MysqlColumn, "type">): Sql {
  if (type === "jsonb") return sql`(json_contains(${one}, ${other}) and json_contains(${other}, ${one}))`
  return type === "text" ? isExactly(one, other) : sql`${one} = ${other}`
}

/** The condition that what stands there is what an erasure leaves; null where it leaves nothing to tell by. */
export function isErased(build: Build, entry: Entry, field: Field): Sql | null {
  const { erase } = field
  const isFixed = typeof erase === "object" && "fixed" in erase
  if (isFixed ? erase.fixed === null : !TELLING.some((each) => each === erase)) return null
  const left = isDerived(field) ? derivedValue(build, entry, field) : erasedValue(build, entry, field)
  if (left === null) return null
  const type = field.path ? { type: "text" } : columnOfField(build, entry, field)
  const beside = isFixed && erase.beside ? conditions(build, "t", entry.table, erase.beside) : []
  return all([equal(rawValue(build, entry, field), left, type), ...beside])
}
