import { Temporal } from "temporal-polyfill"
import type { RowKey } from "../connector"
import { SourceRefused } from "../failures"
import type { Assignments, Where } from "../reach-schema"
import type { MysqlColumn } from "./catalog"
import { type Build, columnOf } from "./source"
import { columnAt, ident, join, raw, type Sql, sql } from "./sql"

const INTEGERS = /^(smallint|integer|bigint)$/

/**
 * A value as its column compares it. A text beside a whole number would be compared as a fraction, so that "12abc" were
 * 12: it is no such number, and refused as PostgreSQL refuses it (22P02).
 */
export function typed({ source }: Build, value: string, { type }: MysqlColumn): Sql {
  if (type === "boolean") return raw(value === "true" || value === "1" ? "1" : "0")
  if (!INTEGERS.test(type)) return sql`${value}`
  if (!/^-?\d{1,20}$/.test(value)) throw new SourceRefused(source, "has no such number", "22P02")
  return raw(value)
}

/** The same of a value that was read of the column: decimals to their last digit, and a number where others read true. */
export function exact(build: Build, value: string, column: MysqlColumn): Sql {
  const { type, full } = column
  if (type === "boolean" && full.startsWith("tinyint"))
    return typed(build, value, { ...column, type: "smallint" })
  const size = type === "numeric" ? /\(\d+,\d+\)/.exec(full)?.[0] : undefined
  return size === undefined ? typed(build, value, column) : sql`cast(${value} as ${raw(`decimal${size}`)})`
}

/** Conditions of the map over one table. */
export function conditions(build: Build, alias: string, table: string, where: Where): Sql[] {
  return Object.entries(where).map(([column, value]) => {
    const name = columnAt(alias, column)
    if (value === null) return sql`${name} is null`
    if (typeof value === "object") return sql`${name} is not null`
    return sql`${name} = ${typed(build, String(value), columnOf(build, table, column))}`
  })
}

/** The condition that a row of `alias` is one of the keys; `named`: which column of the key each column stands for. */
export function keyIn(
  build: Build,
  alias: string,
  table: string,
  columns: readonly string[],
  keys: readonly RowKey[],
  named: readonly string[] = columns,
): Sql {
  if (keys.length === 0) return raw("false")
  const known = columns.map((column) => columnOf(build, table, column))
  const list = keys.map((key) => {
    const parts = known.map((column, i) => exact(build, key[named[i] ?? ""] ?? "", column))
    return parts.length === 1 ? join(parts, "") : sql`(${join(parts, ", ")})`
  })
  const names = columns.map((column) => columnAt(alias, column))
  const place = names.length === 1 ? join(names, "") : sql`(${join(names, ", ")})`
  return sql`${place} in (${join(list, ", ")})`
}

/** The source's clock as local time of a zone. */
function nowIn(zone: string): string {
  const now = Temporal.Now.plainDateTimeISO(zone)
  return now.toString({ smallestUnit: "second" }).replace("T", " ")
}

/** `column = value` for each assignment of the map. */
export const assignments = (build: Build, table: string, set: Assignments, zone = "UTC"): Sql[] =>
  Object.entries(set).map(([column, value]) => {
    const known = columnOf(build, table, column)
    if (value === null) return sql`${ident(column)} = null`
    if (typeof value !== "object") return sql`${ident(column)} = ${typed(build, String(value), known)}`
    const isLocal = known.type === "timestamp without time zone" || known.type === "date"
    return sql`${ident(column)} = ${isLocal ? sql`${nowIn(zone)}` : raw("now()")}`
  })

/** Days and instants as the server writes them, in ISO 8601; what the column says without zone is local time there. */
export function isoOf(value: unknown, type: string, zone = "UTC"): string | null {
  if (typeof value !== "string") return null
  if (type === "date") return value.slice(0, 10)
  if (!type.startsWith("timestamp")) return value
  const from = type === "timestamp with time zone" ? "UTC" : zone
  const moment = Temporal.PlainDateTime.from(value.replace(" ", "T")).toZonedDateTime(from)
  return moment.toInstant().toString()
}

/** An instant (ISO 8601) as a column of that kind says it. */
export function momentFor(instant: string, type: string, zone = "UTC"): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(
    type === "timestamp with time zone" ? "UTC" : zone,
  )
  return at.toPlainDateTime().toString().replace("T", " ")
}
