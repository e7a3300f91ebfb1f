import type { Entry, Field } from "../map-schema"
import { type Build, columnOf, conditions } from "./entry-sql"
import { derivedValue, erasedValue, isDerived, madeFrom } from "./erased-sql"
import { ident } from "./sql"
import { equal, jsonColumn, rawValue, typeOfField } from "./value-sql"

const TELLING = ["hash", "random_same_shape", "derived"] as const
const EMPTY = "'{}', '[]', 'null'"

/** The value, or null where an empty list or document stands for none. */
function presentValue(build: Build, entry: Entry, field: Field): string {
  const raw = rawValue(build, entry, field)
  const { base } = typeOfField(build, entry, field)
  if (base.endsWith("[]")) return `nullif(${raw}, '{}')`
  const isDocument = field.path ? field.type === "json" || field.type === "list" : base === "jsonb"
  return isDocument ? `(case when ${raw} in (${EMPTY}) then null else ${raw} end)` : raw
}

/** The condition that what stands there is what an erasure leaves; null where it leaves nothing to tell by. */
function isErased(build: Build, entry: Entry, field: Field): string | null {
  const { erase } = field
  const isFixed = typeof erase === "object" && "fixed" in erase
  if (isFixed ? erase.fixed === null : !TELLING.some((each) => each === erase)) return null
  const value = isDerived(field) ? derivedValue(build, entry, field) : erasedValue(build, entry, field)
  if (value === null) return null
  const beside = isFixed && erase.beside ? conditions(build, "t", entry.table, erase.beside) : []
  const isLeft = equal(rawValue(build, entry, field), value, typeOfField(build, entry, field))
  // Part of a value is soon the same as part of its mask: it is gone when all it is made from is.
  const gone = isDerived(field)
    ? madeFrom(build, entry, field).map((each) => `${leftValue(build, entry, each)} is null`)
    : []
  return [isLeft, ...beside, ...gone].join(" and ")
}

/** The value, or null where there is none or it was erased: only what is not null is an item. */
export function liveValue(build: Build, entry: Entry, field: Field): string {
  const present = presentValue(build, entry, field)
  const { erase } = field
  if (typeof erase === "object" && "with" in erase) {
    const other = entry.fields.find((each) => each.field === erase.with && each.category === field.category)
    return other ? `case when ${liveValue(build, entry, other)} is not null then ${present} end` : present
  }
  const erased = isErased(build, entry, field)
  return erased === null ? present : `(case when ${erased} then null else ${present} end)`
}

/** What an erasure has still to take: an item, unless its date says no more than the year that is left of it. */
export function leftValue(build: Build, entry: Entry, field: Field): string {
  const live = liveValue(build, entry, field)
  const year = field.erase === "truncate_date" ? erasedValue(build, entry, field) : null
  return year === null ? live : `nullif(${live}, ${year})`
}

function atPath(build: Build, entry: Entry, field: Field, live: string): string {
  const value =
    field.type === "money"
      ? `to_jsonb(${live})`
      : `${jsonColumn(build, entry, field)} #> ${build.params.add(field.path, "text[]")}`
  return `case when ${live} is not null then ${value} end`
}

// 262144: to be read; 2: from its end. Only its size is asked, not its bytes.
const sizeOf = (live: string, base: string): string =>
  base === "bytea" ? `octet_length(${live})` : `lo_lseek64(lo_open(${live}, 262144), 0, 2)`

/** The item's value as jsonb, null where there is none. Bytes are counted, never read. */
export const itemValue = (build: Build, entry: Entry, field: Field): string =>
  `to_jsonb(${cellValue(build, entry, field)})`

/** The item's value as what becomes the same JSON in a list of values. */
export function cellValue(build: Build, entry: Entry, field: Field): string {
  const live = liveValue(build, entry, field)
  if (field.path) return atPath(build, entry, field, live)
  const { base } = typeOfField(build, entry, field)
  if (base === "bytea" || field.largeObject)
    return `case when ${live} is not null then jsonb_build_object('bytes', ${sizeOf(live, base)}) end`
  if (base === "timestamp without time zone") {
    const zone = build.params.add(field.zone ?? entry.zone ?? "UTC", "text")
    return `((${live}) at time zone ${zone})`
  }
  if (base === "money") return `(${live})::numeric::text`
  const asIs = ["number", "boolean", "date", "json", "list", "timestamp"].includes(field.type)
  return asIs || base === "inet" ? live : `(${live})::text`
}

/**
 * A column of dates or instants as jsonb text in ISO 8601, for "given at" and "recorded at"; `of` says what is made of
 * the column first, such as the last of several rows.
 */
export const isoValue = (
  build: Build,
  entry: Entry,
  column: string | undefined,
  of = (name: string) => name,
): string => (column === undefined ? "null::jsonb" : `to_jsonb(${cellMoment(build, entry, column, of)})`)

/** The same as what becomes such text in a list of values. */
export function cellMoment(build: Build, entry: Entry, column: string, of = (name: string) => name): string {
  const { base } = columnOf(build.source, build.catalog, entry.table, column)
  const value = of(`t.${ident(column)}`)
  if (base !== "timestamp without time zone") return value
  return `(${value} at time zone ${build.params.add(entry.zone ?? "UTC", "text")})`
}
