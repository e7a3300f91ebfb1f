import type { Entry, Field } from "../map-schema"
import { LEAST_SIGNS, tooNarrow } from "../mask"
import { type Build, columnOf } from "./entry-sql"
import { ident } from "./sql"
import { columnOfField, placeOfField, rawValue, typeOfField } from "./value-sql"

// Of the row's key alone, so that nothing of the value survives in what replaces it, and keyed (HMAC), so that nobody else
// can tell which mask is whose.
function keyDigest(build: Build, entry: Entry, field: Field): string {
  const keys = entry.primaryKey.map((column) => `t.${ident(column)}::text`)
  const place = build.params.add(placeOfField(entry, field), "text")
  const key = (hex: string) => `decode(${build.params.add(hex, "text")}, 'hex')`
  const text = `convert_to(concat_ws('/', ${[place, ...keys].join(", ")}), 'UTF8')`
  return `sha256(${key(build.masks.outer)} || sha256(${key(build.masks.inner)} || ${text}))`
}

// Whatever is not ASCII counts as a letter: which signs are letters depends on the database's own locale.
function sameShape(build: Build, entry: Entry, field: Field): string {
  const value = `${rawValue(build, entry, field)}::text`
  const signs = `translate(${value}, ${build.params.add(NO_SIGNS, "text")}, '')`
  const filled = `repeat(case when ${signs} ~ '^[0-9]+$' then '0' else 'a' end, ${LEAST_SIGNS})`
  const shape = `case when ${value} is null or char_length(${signs}) >= ${LEAST_SIGNS} then ${value} else ${filled} end`
  const letters = `regexp_split_to_table(${shape}, '') with ordinality as x(c, i)`
  const byte = "get_byte(h.h, (i % 32)::int)"
  const sign = `case when c between '0' and '9' then (${byte} % 10)::text when ascii(c) < 128 and c !~ '[A-Za-z]' then c else chr(97 + ${byte} % 26) end`
  return `(select string_agg(${sign}, '' order by i) from ${letters}, (select ${keyDigest(build, entry, field)} as h) h)`
}

// Everything of ASCII that is no letter and no digit.
const NO_SIGNS = Array.from({ length: 127 }, (_, i) => String.fromCharCode(i + 1))
  .filter((each) => !/[A-Za-z0-9]/.test(each))
  .join("")

/** The length a column allows its texts; null where it allows any. */
export function lengthOf(full: string): number | null {
  const found = /^character(?: varying)?\((\d+)\)/.exec(full)
  return found ? Number(found[1]) : null
}

// A text that is no date has no year to leave.
function firstOfYear(build: Build, entry: Entry, field: Field): string {
  const raw = rawValue(build, entry, field)
  const { base } = typeOfField(build, entry, field)
  const zone = field.zone ?? entry.zone
  if (base === "timestamp with time zone" && zone !== undefined)
    return `date_trunc('year', ${raw}, ${build.params.add(zone, "text")})`
  if (base === "date" || base.startsWith("timestamp")) return `date_trunc('year', ${raw})`
  return `(case when ${raw} ~ '^[0-9]{4}-[0-9]{2}' then left(${raw}, 4) || '-01-01' end)`
}

/** Whether the source makes the value from other columns of the row, so that it goes when they go. */
export const isDerived = (field: Field): boolean => field.erase === "derived"

/** A key that stays in its column, and is no item once another field is erased. */
export const staysAsKey = (field: Field): boolean => typeof field.erase === "object" && "with" in field.erase

/** Whether a value is put in the field's own column to erase it. */
export const isEmptied = (field: Field): boolean =>
  field.erase !== undefined && !isDerived(field) && !staysAsKey(field)

/** What stands in the column once the field is erased and its row stays; null where nothing is put there. */
export function erasedValue(build: Build, entry: Entry, field: Field): string | null {
  const { base: type, full } = typeOfField(build, entry, field)
  const { erase } = field
  if (erase === undefined || erase === "derived" || tooNarrow(field, full) !== null) return null
  if (erase === "null") return `null::${type}`
  if (erase === "hash") {
    const length = Math.min(32, lengthOf(full) ?? 32)
    return `left(encode(${keyDigest(build, entry, field)}, 'hex'), ${length})::${type}`
  }
  if (erase === "random_same_shape") return `${sameShape(build, entry, field)}::${type}`
  if (erase === "truncate_date") return `${firstOfYear(build, entry, field)}::${type}`
  if ("with" in erase) return null
  return build.params.add(erase.fixed === null ? null : String(erase.fixed), type)
}

/** The fields of the entry a derived value is made from. */
export function madeFrom(build: Build, entry: Entry, field: Field): Field[] {
  const { generated } = columnOfField(build, entry, field)
  return entry.fields.filter(
    ({ column, shared, path, through }) =>
      generated !== null && !shared && !path && !through && namesColumn(generated, column),
  )
}

/**
 * What the source itself makes of a derived value once all it is made from is erased; null where it is made from
 * something the map does not name, so that nobody can say.
 */
export function derivedValue(build: Build, entry: Entry, field: Field): string | null {
  const { generated } = columnOfField(build, entry, field)
  if (generated === null) return null
  const columns = build.catalog.columns.get(entry.table) ?? new Map()
  const made = [...columns.keys()].filter((name) => namesColumn(generated, name))
  const values = made.map((name) => {
    const mapped = entry.fields.find((each) => each.column === name && !each.shared && !each.path)
    if (!mapped && !entry.primaryKey.includes(name)) return null
    const erased = mapped && erasedValue(build, entry, mapped)
    const { type } = columnOf(build.source, build.catalog, entry.table, name)
    return `${erased ? `(${erased})::${type}` : `t.${ident(name)}`} as ${ident(name)}`
  })
  return values.includes(null) ? null : `(select ${generated} from (select ${values.join(", ")}) made)`
}

/** Whether an expression of the catalog, in which names are quoted where they need to be, names a column. */
export function namesColumn(expression: string, column: string): boolean {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(column)
  const bare = new RegExp(`(?<![\\w"$.])${column.replaceAll("$", "\\$")}(?![\\w"$(])`)
  return expression.includes(ident(column)) || (plain && bare.test(withoutTexts(expression)))
}

const withoutTexts = (expression: string): string => expression.replace(/'(?:[^']|'')*'/g, "''")
