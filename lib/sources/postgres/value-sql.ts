import type { Entry, Field } from "../map-schema"
import { type Column, LARGE_OBJECTS } from "./catalog"
import { type Build, columnOf } from "./entry-sql"
import { ident } from "./sql"
import { ledTo } from "./step-sql"

/** The table a field's column lies in: the entry's own, the one it shares, or where its steps lead. */
export const tableOfField = (entry: Entry, field: Field): string =>
  field.through?.at(-1)?.table ?? (field.shared && entry.shares ? entry.shares.table : entry.table)

/** The field's column as it stands in a row. */
function columnExpression(build: Build, entry: Entry, field: Field): string {
  if (!field.through) return `${field.shared ? "s" : "t"}.${ident(field.column)}`
  const { from, where, at } = ledTo(build, field.through, { alias: "t", table: entry.table }, "l")
  return `(select ${at.alias}.${ident(field.column)} from ${from} where ${where})`
}

/** "core.customers.email", or "core.loan_applications.questionnaire.income" inside jsonb. */
export const placeOfField = (entry: Entry, field: Field): string =>
  `${tableOfField(entry, field)}.${nameInRow(field)}`

/** What a field is called within its row: its column, and the path inside. */
export const nameInRow = ({ column, path = [] }: Field): string => [column, ...path].join(".")

/** What the live schema says of the field's column. */
export const columnOfField = (build: Build, entry: Entry, field: Field): Column =>
  columnOf(build.source, build.catalog, tableOfField(entry, field), field.column)

/** The condition that a large object is there; its number alone says nothing. */
export const isThere = (column: string): string =>
  `exists (select from ${LARGE_OBJECTS} lo where lo.oid = ${column})`

/** The field's column as jsonb, whichever of the two JSON types it is. */
export function jsonColumn(build: Build, entry: Entry, field: Field): string {
  const { base } = columnOfField(build, entry, field)
  const name = columnExpression(build, entry, field)
  return base === "json" ? `${name}::jsonb` : name
}

/** What stands in the column, whether or not a large object of that number is there. */
export const storedValue = (build: Build, entry: Entry, field: Field): string =>
  field.largeObject ? columnExpression(build, entry, field) : rawValue(build, entry, field)

/** The field's own value; a path inside jsonb gives text, a large object its number while it is there. */
export function rawValue(build: Build, entry: Entry, field: Field): string {
  const column = columnOfField(build, entry, field)
  const name = columnExpression(build, entry, field)
  if (field.path) return `(${jsonColumn(build, entry, field)} #>> ${build.params.add(field.path, "text[]")})`
  if (field.largeObject) return `(case when ${isThere(name)} then ${name} end)`
  return column.base === "json" ? `(${name}::jsonb)` : name
}

/** The SQL types of a field's value: as it is cast to, with its length, and what a domain rests on. */
export function typeOfField(
  build: Build,
  entry: Entry,
  field: Field,
): Pick<Column, "type" | "full" | "base" | "kind"> {
  if (field.path) return { type: "text", full: "text", base: "text", kind: "b" }
  const column = columnOfField(build, entry, field)
  return column.base === "json" ? { type: "jsonb", full: "jsonb", base: "jsonb", kind: "b" } : column
}

/** A value as the text a digest covers; bytes enter as their own digest. */
export const canonical = (expression: string, base: string): string =>
  base === "bytea" ? `encode(sha256(${expression}), 'hex')` : `(${expression})::text`

const UNEQUAL = /^(xml|point|box|polygon|path|lseg|line|circle)$/

/** The condition that two values are the same, as texts where the type has no equality of its own in reach (extensions, composites). */
export function equal(a: string, b: string, { base, kind }: Pick<Column, "base" | "kind">): string {
  const isForeign = base.includes(".") && !base.endsWith("[]") && !"erm".includes(kind)
  return UNEQUAL.test(base) || isForeign || kind === "c" ? `(${a})::text = (${b})::text` : `${a} = ${b}`
}

/** The bytes of a scan, wherever the source keeps them. */
export function bytesValue(build: Build, entry: Entry, field: Field): string {
  const raw = rawValue(build, entry, field)
  return field.largeObject ? `lo_get(${raw})` : raw
}
