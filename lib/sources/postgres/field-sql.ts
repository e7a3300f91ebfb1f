import type { Entry, Field } from "../map-schema"
import { type Build, columnOf, conditions } from "./entry-sql"
import { ident } from "./sql"
import { ledTo } from "./step-sql"

/** The table a field's column lies in: the entry's own, the one it shares, or where its steps lead. */
export const tableOfField = (entry: Entry, field: Field): string =>
  field.through?.at(-1)?.table ?? (field.shared && entry.shares ? entry.shares.table : entry.table)

const aliasOf = (field: Field): string => (field.shared ? "s" : "t")

function columnExpression(build: Build, entry: Entry, field: Field): string {
  if (!field.through) return `${aliasOf(field)}.${ident(field.column)}`
  const { from, where, at } = ledTo(build, field.through, { alias: "t", table: entry.table }, "l")
  return `(select ${at.alias}.${ident(field.column)} from ${from} where ${where})`
}

/** "core.customers.email", or "core.loan_applications.questionnaire.income" inside jsonb. */
export const placeOfField = (entry: Entry, field: Field): string =>
  [tableOfField(entry, field), field.column, ...(field.path ?? [])].join(".")

/** The field's own value; a path inside jsonb gives text. */
export function rawValue(build: Build, entry: Entry, field: Field): string {
  const column = columnExpression(build, entry, field)
  return field.path ? `(${column} #>> ${build.params.add(field.path, "text[]")})` : column
}

/** The SQL type a value of the field is cast to: without length, and with it. */
export function typeOfField(build: Build, entry: Entry, field: Field): { type: string; full: string } {
  if (field.path) return { type: "text", full: "text" }
  return columnOf(build.source, build.catalog, tableOfField(entry, field), field.column)
}

// Derived from the row's key alone, so that nothing of the value survives in what replaces it.
function keyDigest(build: Build, entry: Entry, field: Field): string {
  const keys = entry.primaryKey.map((column) => `t.${ident(column)}::text`)
  const place = build.params.add(placeOfField(entry, field), "text")
  return `sha256(convert_to(concat_ws('/', ${[place, ...keys].join(", ")}), 'UTF8'))`
}

function sameShape(build: Build, entry: Entry, field: Field): string {
  const letters = `regexp_split_to_table(${rawValue(build, entry, field)}::text, '') with ordinality as x(c, i)`
  const byte = "get_byte(h.h, (i % 32)::int)"
  const sign = `case when c ~ '[0-9]' then (${byte} % 10)::text when c ~ '[[:alpha:]]' then chr(97 + ${byte} % 26) else c end`
  return `(select string_agg(${sign}, '' order by i) from ${letters}, (select ${keyDigest(build, entry, field)} as h) h)`
}

/** Whether the field can lose its value while its row stays. */
export const isErasable = (field: Field): boolean => field.erase !== undefined

/** A key that stays in its column, and is no item once another field is erased. */
export const staysAsKey = (field: Field): boolean => typeof field.erase === "object" && "with" in field.erase

/** What stands in the column once the field is erased and its row stays; null where the map has no means. */
export function erasedValue(build: Build, entry: Entry, field: Field): string | null {
  const { type } = typeOfField(build, entry, field)
  if (field.erase === undefined) return null
  if (field.erase === "null") return `null::${type}`
  if (field.erase === "hash") return `left(encode(${keyDigest(build, entry, field)}, 'hex'), 32)::${type}`
  if (field.erase === "random_same_shape") return `${sameShape(build, entry, field)}::${type}`
  if (field.erase === "truncate_date") return `date_trunc('year', ${rawValue(build, entry, field)})::${type}`
  if ("with" in field.erase) return null
  return build.params.add(field.erase.fixed === null ? null : String(field.erase.fixed), type)
}

/** The value, or null where there is none or it was erased: only what is not null is an item. */
export function liveValue(build: Build, entry: Entry, field: Field): string {
  const raw = rawValue(build, entry, field)
  const { type } = typeOfField(build, entry, field)
  const present = type.endsWith("[]")
    ? `nullif(${raw}, '{}')`
    : type === "jsonb"
      ? `nullif(${raw}, '{}'::jsonb)`
      : raw
  const { erase } = field
  if (erase === "hash") return `nullif(${present}, ${erasedValue(build, entry, field)})`
  if (typeof erase !== "object") return present
  if ("with" in erase) {
    const other = entry.fields.find((each) => each.field === erase.with && each.category === field.category)
    return other ? `case when ${liveValue(build, entry, other)} is not null then ${present} end` : present
  }
  if (erase.fixed === null || type === "jsonb") return present
  const fixed = erasedValue(build, entry, field)
  if (!erase.beside) return `nullif(${present}, ${fixed})`
  const beside = conditions(build, "t", entry.table, erase.beside)
  return `case when ${[`${raw} = ${fixed}`, ...beside].join(" and ")} then null else ${present} end`
}

/** The item's value as jsonb, null where there is none. Bytes are counted, never read. */
export function itemValue(build: Build, entry: Entry, field: Field): string {
  const live = liveValue(build, entry, field)
  const { type } = typeOfField(build, entry, field)
  if (type === "bytea")
    return `case when ${live} is not null then jsonb_build_object('bytes', octet_length(${live})) end`
  if (field.path) {
    const value = `${columnExpression(build, entry, field)} #> ${build.params.add(field.path, "text[]")}`
    return `case when ${live} is not null then ${field.type === "money" ? `to_jsonb(${live})` : value} end`
  }
  if (type === "timestamp without time zone") {
    const zone = build.params.add(field.zone ?? entry.zone ?? "UTC", "text")
    return `to_jsonb((${live}) at time zone ${zone})`
  }
  const asIs = ["number", "boolean", "date", "json", "list", "timestamp"].includes(field.type)
  return asIs ? `to_jsonb(${live})` : `to_jsonb((${live})::text)`
}

/**
 * A column of dates or instants as jsonb text in ISO 8601, for "given at" and "recorded at"; `of` says what is made of
 * the column first, such as the last of several rows.
 */
export function isoValue(
  build: Build,
  entry: Entry,
  column: string | undefined,
  of = (name: string) => name,
): string {
  if (column === undefined) return "null::jsonb"
  const { type } = columnOf(build.source, build.catalog, entry.table, column)
  const value = of(`t.${ident(column)}`)
  if (type === "timestamp without time zone") {
    return `to_jsonb(${value} at time zone ${build.params.add(entry.zone ?? "UTC", "text")})`
  }
  return `to_jsonb(${value})`
}

/** A value as the text a digest covers; bytes enter as their own digest. */
export const canonical = (expression: string, type: string): string =>
  type === "bytea" ? `encode(sha256(${expression}), 'hex')` : `(${expression})::text`
