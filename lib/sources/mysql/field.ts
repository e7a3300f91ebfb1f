import type { ItemValue, Json } from "../connector"
import type { Entry, Field } from "../map-schema"
import { isDerived } from "../postgres/erased-sql"
import type { MysqlColumn } from "./catalog"
import { columnExpression, columnOfField, erasedValue, isErased, partsOf, rawValue } from "./erased"
import { jsonAt } from "./json"
import type { Build } from "./source"
import { all, asText, type Sql, sql } from "./sql"
import { isoOf } from "./values"

// An empty list or document says that there is none, and so does JSON's own null.
const isSaid = (json: Sql): Sql =>
  sql`(json_type(${json}) <> 'NULL' and not (json_type(${json}) in ('OBJECT', 'ARRAY') and json_length(${json}) = 0))`

// A date of zeros and an empty set say that there is none.
function present(build: Build, entry: Entry, field: Field): Sql {
  const value = rawValue(build, entry, field)
  const { type, full } = columnOfField(build, entry, field)
  if (field.path) {
    const isDocument = field.type === "json" || field.type === "list"
    const inside = jsonAt(columnExpression(build, entry, field), field.path)
    return isDocument ? sql`case when ${isSaid(inside)} then ${value} end` : value
  }
  if (type === "date" || type.startsWith("timestamp"))
    return sql`case when year(${value}) > 0 then ${value} end`
  if (full.startsWith("set(")) return sql`case when ${value} <> '' then ${value} end`
  return type === "jsonb" ? sql`case when ${isSaid(value)} then ${value} end` : value
}

/** The value, or null where there is none or it was erased: only what is not null is an item. */
export function liveValue(build: Build, entry: Entry, field: Field): Sql {
  const here = present(build, entry, field)
  const { erase } = field
  if (typeof erase === "object" && "with" in erase) {
    const other = entry.fields.find((each) => each.field === erase.with && each.category === field.category)
    return other ? sql`case when ${liveValue(build, entry, other)} is not null then ${here} end` : here
  }
  const left = isErased(build, entry, field)
  // Part of a value is soon the same as part of its mask: it is gone when all it is made from is.
  const gone = isDerived(field)
    ? partsOf(build, entry, field).map((each) => sql`${leftValue(build, entry, each)} is null`)
    : []
  const erased = left && all([left, ...gone])
  return erased === null ? here : sql`case when ${erased} then null else ${here} end`
}

/** What an erasure has still to take: an item, unless its date says no more than the year that is left of it. */
export function leftValue(build: Build, entry: Entry, field: Field): Sql {
  const live = liveValue(build, entry, field)
  const year = field.erase === "truncate_date" ? erasedValue(build, entry, field) : null
  return year === null ? live : sql`nullif(${live}, ${year})`
}

/** The item's value as text, null where there is none; `itemOfText` reads it. Bytes are counted, never read. */
export function itemText(build: Build, entry: Entry, field: Field): Sql {
  const live = liveValue(build, entry, field)
  if (field.path && field.type !== "money") {
    const found = asText(jsonAt(columnExpression(build, entry, field), field.path))
    return sql`case when ${live} is not null then ${found} end`
  }
  return columnOfField(build, entry, field).type === "bytea"
    ? asText(sql`octet_length(${live})`)
    : asText(live)
}

/** An item's value, as its column's kind and its field's type have it. */
export function itemOfText(build: Build, entry: Entry, field: Field, text: string): ItemValue {
  const { type, full } = columnOfField(build, entry, field)
  if (field.path) return field.type === "money" ? text : (JSON.parse(text) as Json)
  if (type === "bytea") return { bytes: Number(text) }
  if (type === "jsonb") return JSON.parse(text) as Json
  if (field.type === "list" && full.startsWith("set(")) return text.split(",")
  if (type === "date" || type.startsWith("timestamp")) return isoOf(text, type, field.zone ?? entry.zone)
  if (field.type === "boolean") return text === "1"
  return field.type === "number" ? Number(text) : text
}

/** A value as the text a digest covers; bytes enter as their own digest. */
export const canonical = (expression: Sql, { type }: MysqlColumn, field?: Field): Sql =>
  type === "bytea" && !field?.path ? sql`sha2(${expression}, 256)` : asText(expression)
