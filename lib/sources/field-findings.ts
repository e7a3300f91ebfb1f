import type { FieldType } from "@/lib/policy/schema"
import type { Path } from "@/lib/policy/yaml-source"
import type { Drift } from "./drift/drift"
import { findingOf, type SchemaFinding } from "./drift/finding"
import type { Entry, Field } from "./map-schema"
import { LEAST_SIGNS, tooNarrow } from "./mask"
import type { Column } from "./postgres/catalog"
import { isEmptied, lengthOf } from "./postgres/erased-sql"
import { tableOfField } from "./postgres/value-sql"

const TEXTS =
  /^(text|character varying|bpchar|"char"|uuid|inet|cidr|macaddr8?|name|tsvector|interval|"?bit"?|bit varying|xml|point)$/
const NUMBERS = /^(smallint|integer|bigint|numeric|real|double precision)$/
const PLAIN_TEXTS = /^(text|character varying|bpchar)$|(^|\.)citext$/

/** The types of columns that a field of each type may lie in. */
export const FITS: Record<FieldType, RegExp> = {
  text: TEXTS,
  phone: TEXTS,
  email: TEXTS,
  pin: TEXTS,
  ip: /^(inet|cidr|text|character varying)$/,
  number: NUMBERS,
  money: /^(smallint|integer|bigint|numeric|real|double precision|money)$/,
  date: /^date$/,
  timestamp: /^timestamp/,
  boolean: /^boolean$/,
  image: /^bytea$/,
  document: /^bytea$/,
  json: /^jsonb?$|(^|\.)hstore$/,
  list: /\[\]$|^jsonb?$/,
}

// An enum, a range, a composite and whatever an extension brings are read as the texts they are written as.
const isWritten = ({ base, kind }: Column): boolean =>
  "ermc".includes(kind) || (base.includes(".") && !base.endsWith("[]"))

function fits({ type, largeObject }: Field, column: Column): boolean {
  if (largeObject) return column.base === "oid" && (type === "image" || type === "document")
  if (FITS[type].test(column.base)) return true
  return (FITS[type] === TEXTS && isWritten(column)) || (type === "json" && column.kind === "c")
}

/** What of a field's way to be erased its column cannot take. */
function eraseMismatches(table: string, field: Field, column: Column): (string | Drift)[] {
  const { erase, column: name, path: inside } = field
  if (erase === "derived")
    return column.generated === null
      ? [`The source derives nothing for "${name}": it is no generated column. Erase it in another way.`]
      : []
  if (inside) return []
  if (erase === "null" && column.required) return [{ code: "not_null", table, column: name }]
  const isText = PLAIN_TEXTS.test(column.base)
  if ((erase === "hash" || erase === "random_same_shape") && !isText)
    return [
      `The column "${name}" is ${column.full}, and "${erase}" leaves a text: erase it with "fixed: VALUE".`,
    ]
  const narrow = tooNarrow(field, column.full)
  if (narrow !== null)
    return [
      `The column "${name}" takes ${narrow} signs, and "${erase}" needs ${LEAST_SIGNS}: with fewer, a real value is now and then the same by chance, and would be taken for erased. Erase it with "fixed: VALUE".`,
    ]
  if (erase === "truncate_date" && !isText && !/^date$|^timestamp/.test(column.base))
    return [`The column "${name}" is ${column.full}, which has no year to leave: erase it in another way.`]
  const fixed = typeof erase === "object" && "fixed" in erase ? erase.fixed : null
  const longest = lengthOf(column.full)
  return fixed !== null && longest !== null && String(fixed).length > longest
    ? [{ code: "too_short", table, column: name, longest, fixed: String(fixed) }]
    : []
}

/** What cannot be written in a column that the map writes. */
function writeMismatches(entry: Entry, field: Field, { writable, generated }: Column): string[] {
  if (writable || !(field.correct || (isEmptied(field) && entry.rows !== "read" && entry.rows !== "follow")))
    return []
  const { column } = field
  if (generated === null)
    return [
      `Nothing can be written in "${column}" of ${entry.table}: map the table beneath it, or say "rows: read" or "rows: follow".`,
    ]
  return [
    field.correct
      ? `The source derives "${column}", so nobody can correct it: remove "correct", and correct what it is derived from.`
      : `The source derives "${column}", so nothing can be put in it: erase it as "derived".`,
  ]
}

/** What of a mapped field its column in the live schema does not bear out. */
export function fieldMismatches(entry: Entry, field: Field, column: Column, path: Path): SchemaFinding[] {
  const say = (reasons: readonly (string | Drift)[]) =>
    reasons.map((reason) => (typeof reason === "string" ? { path, reason } : findingOf(path, reason)))
  const table = tableOfField(entry, field)
  const written = writeMismatches(entry, field, column)
  if (field.path)
    return /^jsonb?$/.test(column.base)
      ? say(written)
      : say([`The column "${field.column}" is ${column.full}, and "path" needs jsonb.`])
  const type: (string | Drift)[] = fits(field, column)
    ? []
    : [
        column.base === "oid"
          ? `The column "${field.column}" is ${column.full}: add "largeObject: true" if it holds the number of a scan.`
          : { code: "changed_type", table, column: field.column, full: column.full, type: field.type },
      ]
  const zone =
    column.base === "timestamp without time zone" && (field.zone ?? entry.zone) === undefined
      ? [`The column "${field.column}" has no time zone: add "zone", such as Asia/Bishkek.`]
      : []
  return say([...type, ...zone, ...(written.length > 0 ? written : eraseMismatches(table, field, column))])
}
