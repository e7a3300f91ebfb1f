import type { Field } from "../map-schema"
import { asText, join, raw, type Sql, sql } from "./sql"

const isIndex = (step: string | undefined): boolean => step !== undefined && /^\d+$/.test(step)

const pathOf = (path: readonly string[]): string =>
  `$${path.map((name) => (isIndex(name) ? `[${name}]` : `.${JSON.stringify(name)}`)).join("")}`

/** What lies at a path inside a JSON column, as JSON. */
export const jsonAt = (column: Sql, path: readonly string[]): Sql =>
  sql`json_extract(${column}, ${pathOf(path)})`

/** The same as text; JSON's null is no value. */
export function jsonText(column: Sql, path: readonly string[]): Sql {
  const found = jsonAt(column, path)
  return sql`case when json_type(${found}) <> 'NULL' then ${asText(sql`json_unquote(${found})`)} end`
}

/** The document without what lies at a path; an element of a list is emptied, so that those behind it stay. */
const without = (column: Sql, path: readonly string[]): Sql =>
  isIndex(path.at(-1))
    ? sql`json_replace(${column}, ${pathOf(path)}, null)`
    : sql`json_remove(${column}, ${pathOf(path)})`

/** The document with a value at a path; branches that are missing on the way are made. */
function placed(column: Sql, path: readonly string[], value: Sql): Sql {
  const document = sql`case when json_type(${column}) <> 'NULL' then ${column} else '{}' end`
  const set = sql`json_set(${document}, ${pathOf(path)}, ${value})`
  if (path.length === 1 || path.some(isIndex)) return set
  const branch = path.reduceRight((inner, step) => sql`json_object(${step}, ${inner})`, value)
  const parent = jsonAt(column, path.slice(0, -1))
  return sql`case when json_type(${parent}) <> 'NULL' then ${set} else json_merge_patch(${document}, ${branch}) end`
}

// What comes from a text with JSON in it is that JSON, and not the text.
const parsed = (text: Sql): Sql => sql`json_extract(${text}, '$')`

/** Which JSON a new value becomes: the field's type says it; of a text, what stands there does. */
function asStored(column: Sql, { type }: Field, path: readonly string[], value: Sql): Sql {
  if (["json", "list", "boolean", "number"].includes(type)) return placed(column, path, parsed(value))
  const numbers = join(
    ["INTEGER", "UNSIGNED INTEGER", "DOUBLE", "DECIMAL"].map((name) => raw(`'${name}'`)),
    ", ",
  )
  return sql`case when json_type(${jsonAt(column, path)}) in (${numbers}) then ${placed(column, path, parsed(value))} else ${placed(column, path, value)} end`
}

/**
 * A JSON column with another value at the path of a field, given as text; null takes what is there away. `corrects`: it is
 * a person's correction, else what stands for an erased value.
 */
export function jsonWith(column: Sql, field: Field, value: Sql | null, corrects: boolean): Sql {
  const { path = [], erase } = field
  if (value === null) return without(column, path)
  if (corrects) return asStored(column, field, path, value)
  // A constant of the map has the JSON type it is written in; what is made from a key is text.
  const isFixed = typeof erase === "object" && "fixed" in erase && typeof erase.fixed !== "string"
  return placed(column, path, isFixed ? parsed(value) : value)
}
