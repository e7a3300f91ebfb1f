import { SourceRefused } from "../failures"
import type { Entry, Field } from "../map-schema"
import type { Draft } from "../postgres/shape-parts"
import { rowsShape, type Shape } from "./shape-parts"
import type { Build } from "./source"
import { all, asText, columnAt, ident, join, raw, type Sql, sql, tableIdent } from "./sql"
import { keyIn } from "./values"

/** Whether rows besides this one lead to the shared row. */
export function hasOthers(entry: Entry): Sql {
  const on = Object.entries(entry.shares?.on ?? {}).map(
    ([theirs, mine]) => sql`${columnAt("o", mine)} = ${columnAt("s", theirs)}`,
  )
  return sql`((select count(*) from ${tableIdent(entry.table)} o where ${all(on)}) > 1)`
}

/**
 * A correction in a shared row: in place while nobody else has it ("set"), else on a copy of one's own to which the
 * link is turned ("split"). Whether others have it is part of the hash, so a plan cannot outlive its answer.
 */
export function sharedShape(
  build: Build,
  entry: Entry,
  draft: Draft,
  fields: readonly Field[],
  before: readonly Sql[],
  newValue: (field: Field) => Sql | null,
): Shape {
  const { shares } = entry
  if (!shares) throw new Error("nothing shared")
  const mine = keyIn(build, "t", entry.table, entry.primaryKey, draft.keys)
  const on = all(
    Object.entries(shares.on).map(([theirs, own]) => sql`${columnAt("s", theirs)} = ${columnAt("t", own)}`),
  )
  const corrected = new Map(fields.map((field) => [field.column, newValue(field) ?? raw("null")]))
  const shape = {
    ...rowsShape(build, entry, draft.keys),
    parts: [{ before: [...before, asText(hasOthers(entry))], after: null }],
  }
  const joined = sql`${tableIdent(entry.table)} t join ${tableIdent(shares.table)} s on ${on}`
  if (draft.strategy === "set") {
    const set = [...corrected].map(([column, value]) => sql`s.${ident(column)} = ${value}`)
    return { ...shape, changes: [sql`update ${joined} set ${join(set, ", ")} where ${mine}`] }
  }
  const [link, ...links] = Object.values(shares.on)
  if (link === undefined || links.length > 0)
    throw new SourceRefused(build.source, `shares rows of ${shares.table} by several columns`)
  const copied = shares.copy.map((column) => corrected.get(column) ?? columnAt("s", column))
  const names = join(shares.copy.map(ident), ", ")
  return {
    ...shape,
    changes: [
      sql`insert into ${tableIdent(shares.table)} (${names}) select ${join(copied, ", ")} from ${joined} where ${mine}`,
      sql`update ${tableIdent(entry.table)} t set t.${ident(link)} = last_insert_id() where ${mine}`,
    ],
  }
}
