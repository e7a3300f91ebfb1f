import type { RowKey } from "../connector"
import type { Key, Owner } from "../reach-schema"
import { type Build, type Typed, typedColumn } from "./entry-sql"
import { ident } from "./sql"

/** Where rows say whose they are. A key of one column is that column; of several, a JSON list of their texts. */
export type OwnerSql = {
  readonly parts: readonly Typed[]
  /** The whole key: to be read as text, and to be compared as `type`. */
  readonly text: string
  readonly type: string
}

/** The columns the owner is read from. */
export const ownerColumns = (owner: Owner): string[] =>
  typeof owner === "object" && "column" in owner ? [owner.column] : [owner].flat()

/** The person's own row by their key, column to text. */
export function rowKeyOf(key: Key, value: string): RowKey {
  const columns = [key].flat()
  const parts: unknown[] = columns.length === 1 ? [value] : JSON.parse(value)
  return Object.fromEntries(columns.map((column, i) => [column, String(parts[i])]))
}

/** A key whose parts are these expressions. */
export function keyOfParts(parts: readonly Typed[]): OwnerSql {
  const [first] = parts
  if (!first) throw new Error("a key without columns")
  if (parts.length === 1) return { parts, ...first }
  return { parts, text: `jsonb_build_array(${parts.map(textOf).join(", ")})::text`, type: "text" }
}

const textOf = ({ text }: Typed): string => `${text}::text`

/** Whose the rows of `alias` are. */
export function ownerSql(build: Build, alias: string, table: string, owner: Owner): OwnerSql {
  if (typeof owner === "object" && "column" in owner) {
    const path = build.params.add(owner.path, "text[]")
    return keyOfParts([{ text: `(${alias}.${ident(owner.column)} #>> ${path})`, type: "text" }])
  }
  return keyOfParts(ownerColumns(owner).map((column) => typedColumn(build, alias, table, column)))
}

/** The types of a key's columns. */
export const typesOfKey = (build: Build, table: string, key: Key): string[] =>
  [key].flat().map((column) => typedColumn(build, "", table, column).type)

/** The parts of the key that the slot holds, each of its column's type. */
export function keyInSlot(build: Build, slot: string, types: readonly string[]): string[] {
  if (types.length === 1) return types.map((type) => build.params.slot(slot, type))
  const whole = build.params.slot(slot, "jsonb")
  return types.map((type, i) => `(${whole} ->> ${i})::${type}`)
}

/** The condition that the key is the slot's, column by column, so that an index can look it up. */
export function isKey(build: Build, { parts }: OwnerSql, slot: string): string {
  const keys = keyInSlot(
    build,
    slot,
    parts.map(({ type }) => type),
  )
  return parts.map(({ text }, i) => `${text} = ${keys[i]}`).join(" and ")
}

/** The condition that the key is one of the slot's. */
export function isAmongKeys(build: Build, { parts, text, type }: OwnerSql, slot: string): string {
  if (parts.length === 1) return `${text} = any(${build.params.slot(slot, `${type}[]`)})`
  const columns = parts.map((part, i) => `(v::jsonb ->> ${i})::${part.type}`)
  return `(${parts.map((part) => part.text).join(", ")}) in (select ${columns.join(", ")} from unnest(${build.params.slot(slot, "text[]")}) v)`
}
