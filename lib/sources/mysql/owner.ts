import type { Key, Owner } from "../reach-schema"
import type { MysqlColumn } from "./catalog"
import { jsonText } from "./json"
import type { Build } from "./source"
import { all, asText, columnAt, isExactly, join, raw, type Sql, sql } from "./sql"
import { type Typed, typedColumn } from "./steps"
import { typed } from "./values"

/** Where rows say whose they are. A key of one column is that column; of several, a JSON list of their texts. */
export type OwnerSql = { readonly parts: readonly Typed[]; readonly text: Sql }

const TEXT: MysqlColumn = {
  ...{
    type: "text",
    base: "text",
    full: "text",
    kind: "b",
    required: false,
    generated: null,
    writable: true,
  },
  length: null,
  collation: "utf8mb4_bin",
}

/** A key whose parts are these expressions; `told`: how they are said where that is not as they are compared. */
export function keyOfParts(
  parts: readonly Typed[],
  told: readonly Sql[] = parts.map(({ text }) => text),
): OwnerSql {
  const texts = told.map(asText)
  return { parts, text: parts.length === 1 ? join(texts, "") : sql`json_array(${join(texts, ", ")})` }
}

/** Whose the rows of `alias` are. */
export function ownerSql(build: Build, alias: string, table: string, owner: Owner): OwnerSql {
  if (typeof owner === "object" && "column" in owner) {
    const text = jsonText(columnAt(alias, owner.column), owner.path)
    return keyOfParts([{ text: sql`${text} collate utf8mb4_bin`, column: TEXT }])
  }
  return keyOfParts([owner].flat().map((column) => typedColumn(build, alias, table, column)))
}

/** A person's key as the values of its columns. */
export function partsOfKey(build: Build, columns: readonly MysqlColumn[], key: string): Sql[] {
  const texts: unknown = columns.length === 1 ? [key] : JSON.parse(key)
  return columns.map((column, i) => typed(build, String(Array.isArray(texts) ? texts[i] : ""), column))
}

/** The columns of a person's key. */
export const columnsOfKey = (build: Build, table: string, key: Key): MysqlColumn[] =>
  [key].flat().map((column) => typedColumn(build, "", table, column).column)

/** The condition that the key is this one, column by column, so that an index can look it up. */
export function isKey(build: Build, { parts }: OwnerSql, key: string): Sql {
  const values = partsOfKey(
    build,
    parts.map(({ column }) => column),
    key,
  )
  return all(
    parts.map(({ text, isExact }, i) => {
      const value = values[i] ?? raw("null")
      return isExact ? sql`${text} = ${value} and ${isExactly(text, value)}` : sql`${text} = ${value}`
    }),
  )
}

/** The condition that the key is one of these. */
export const isAmongKeys = (build: Build, owner: OwnerSql, keys: readonly string[]): Sql =>
  keys.length === 0
    ? raw("false")
    : sql`(${join(
        keys.map((key) => isKey(build, owner, key)),
        " or ",
      )})`
