import type { Entry, Field } from "../map-schema"
import type { Sides } from "../restriction-map"
import type { Build } from "./entry-sql"
import { fieldsShape } from "./shape-erase"
import {
  canonicalFields,
  canonicalValues,
  type Draft,
  fieldsOf,
  GUARD,
  rowsShape,
  type Shape,
  sameRow,
} from "./shape-parts"
import { ident, tableIdent } from "./sql"
import { nameInRow, typeOfField } from "./value-sql"

/** Whether rows besides this one lead to the shared row. */
export function hasOthers(entry: Entry): string {
  const on = Object.entries(entry.shares?.on ?? {}).map(
    ([theirs, mine]) => `o.${ident(mine)} = s.${ident(theirs)}`,
  )
  return `((select count(*) from ${tableIdent(entry.table)} o where ${on.join(" and ")}) > 1)`
}

/**
 * New values in a shared row: in place while nobody else has it ("set"), else on a copy of one's own to which the
 * link is turned ("split"). Whether others have it is part of the hash, so a plan cannot outlive its answer.
 */
export function splitShape(
  build: Build,
  entry: Entry,
  draft: Draft,
  newValue: (field: Field) => string,
): Shape {
  const { shares } = entry
  if (!shares) throw new Error("nothing shared")
  const fields = fieldsOf(entry, draft)
  const corrected = new Map(fields.map((field) => [field.column, newValue(field)]))
  const copied = shares.copy.map((column) => corrected.get(column) ?? `s.${ident(column)}`)
  const links = Object.entries(shares.on).map(([theirs, mine]) => `${ident(mine)} = fresh.${ident(theirs)}`)
  const source = `${tableIdent(shares.table)} s, target x, state`
  const found = shares.primaryKey.map((column, i) => `s.${ident(column)} = x.e${i}`).join(" and ")
  const set = [...corrected].map(([column, value]) => `${ident(column)} = ${value}`)
  const others = hasOthers(entry)
  const shape = {
    ...rowsShape(build, entry),
    extras: shares.primaryKey.map((column) => `s.${ident(column)}`),
    parts: [
      {
        before: [...canonicalFields(build, entry, fields), `${others}::text`],
        after: [...canonicalValues(build, entry, fields, newValue), "'false'::text"],
      },
    ],
  }
  if (draft.strategy === "set") {
    const change = () =>
      `update ${tableIdent(shares.table)} s set ${set.join(", ")} from target x, state where ${found} and ${GUARD}`
    return { ...shape, change }
  }
  const returned = Object.keys(shares.on).map(ident).join(", ")
  return {
    ...shape,
    prepare: () =>
      `fresh as (insert into ${tableIdent(shares.table)} (${shares.copy.map(ident).join(", ")}) select ${copied.join(", ")} from ${source} where ${found} and ${GUARD} returning ${returned})`,
    change: () =>
      `update ${tableIdent(entry.table)} t set ${links.join(", ")} from target x, fresh where ${sameRow("t", entry.primaryKey)}`,
  }
}

/** New values the person gave. */
export function correctShape(build: Build, entry: Entry, draft: Draft, sides: Sides | null): Shape {
  const newValue = (field: Field) =>
    build.params.slot(`after.${nameInRow(field)}`, typeOfField(build, entry, field).type)
  const shared = fieldsOf(entry, draft).some((field) => field.shared)
  return shared
    ? splitShape(build, entry, draft, newValue)
    : fieldsShape(build, entry, [draft], newValue, sides)
}
