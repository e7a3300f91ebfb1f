import type { Field } from "../map-schema"
import type { MysqlColumn } from "./catalog"
import { asText, isExactly, raw, type Sql, sql } from "./sql"

const folded = (value: Sql): Sql => sql`regexp_replace(lower(${asText(value)}), '[[:space:][:punct:]]', '')`

/** The condition that a field's value is the one wanted, but for how letters, signs and spaces are written. */
export function isAlike(value: Sql, wanted: Sql | null, { path, type }: Field, column: MysqlColumn): Sql {
  if (wanted === null) return sql`${value} is null`
  if (path) {
    const isNumber = type === "number" || type === "money"
    return isNumber ? sql`${value} + 0 = ${wanted} + 0` : isExactly(folded(value), folded(wanted))
  }
  const isText = ["text", "enum", "jsonb", "text[]"].includes(column.type)
  return isText ? isExactly(folded(value), folded(wanted)) : sql`${value} = ${wanted}`
}

/** A condition as a truth that is never unknown. */
export const isTrue = (condition: Sql): Sql => sql`coalesce(${condition}, ${raw("false")})`
