import type { Entry, Field } from "../map-schema"
import { type Build, keyIn } from "./entry-sql"
import { erasedValue, staysAsKey } from "./field-sql"
import {
  canonicalFields,
  canonicalValues,
  type Draft,
  fieldsOf,
  GUARD,
  rowsShape,
  type Shape,
  sameRow,
  touchOf,
} from "./shape-parts"
import { ident, tableIdent } from "./sql"

/** Everything the map knows of a row of its own but keys it may let go of before it goes, and the shared row it points at. */
export function wholeRow(build: Build, entry: Entry): string[] {
  const isOwn = ({ shared, through, column }: Field) =>
    !shared && !through && !entry.releases?.includes(column)
  const own = entry.fields.filter(isOwn)
  const links = Object.values(entry.shares?.on ?? {}).map((column) => `t.${ident(column)}::text`)
  return [...canonicalFields(build, entry, own), ...links]
}

/** Rows that go: deleted, or the link to a shared row cut. */
export function deleteShape(build: Build, entry: Entry): Shape {
  return {
    ...rowsShape(build, entry),
    parts: [{ before: wholeRow(build, entry), after: null }],
    change: () =>
      `delete from ${tableIdent(entry.table)} t using target x, state where ${sameRow("t", entry.primaryKey)} and ${GUARD}`,
  }
}

/** The rows behind a link that nobody else has: by now no link leads to them, so they have no owner to compare. */
export function deleteSharedShape(build: Build, entry: Entry): Shape {
  const { shares } = entry
  if (!shares) throw new Error("nothing shared")
  const fields = entry.fields.filter((field) => field.shared)
  return {
    from: `${tableIdent(shares.table)} s`,
    where: [keyIn(build, "s", shares.table, shares.primaryKey)],
    keys: shares.primaryKey.map((column) => `s.${ident(column)}`),
    owner: null,
    parts: [{ before: canonicalFields(build, entry, fields), after: null }],
    change: () =>
      `delete from ${tableIdent(shares.table)} s using target x, state where ${sameRow("s", shares.primaryKey)} and ${GUARD}`,
  }
}

/** A foreign key is emptied so that the row it points at can go. */
export function releaseShape(build: Build, entry: Entry, draft: Draft): Shape {
  const columns = Object.keys(draft.after ?? {})
  const set = columns.map((column) => `${ident(column)} = null`)
  return {
    ...rowsShape(build, entry),
    parts: [
      { before: columns.map((column) => `t.${ident(column)}::text`), after: columns.map(() => "null::text") },
    ],
    change: () =>
      `update ${tableIdent(entry.table)} t set ${set.join(", ")} from target x, state where ${sameRow("t", entry.primaryKey)} and ${GUARD}`,
  }
}

// Several paths inside one jsonb column make one assignment.
function setFields(build: Build, fields: readonly Field[], newValue: (field: Field) => string): string[] {
  const columns = new Map<string, string>()
  for (const field of fields) {
    const before = columns.get(field.column) ?? `t.${ident(field.column)}`
    const value = newValue(field)
    if (!field.path) columns.set(field.column, value)
    else {
      const path = build.params.add(field.path, "text[]")
      columns.set(
        field.column,
        `case when ${value} is null then ${before} #- ${path} else jsonb_set(${before}, ${path}, to_jsonb(${value})) end`,
      )
    }
  }
  return [...columns].map(([column, value]) => `${ident(column)} = ${value}`)
}

/** New values in columns of rows that stay; several operations on the same rows make one change. */
export function fieldsShape(
  build: Build,
  entry: Entry,
  drafts: readonly Draft[],
  newValue: (field: Field) => string,
): Shape {
  const groups = drafts.map((draft) => fieldsOf(entry, draft).filter((field) => !staysAsKey(field)))
  return {
    ...rowsShape(build, entry),
    parts: groups.map((fields) => ({
      before: canonicalFields(build, entry, fields),
      after: canonicalValues(build, entry, fields, newValue),
    })),
    change: () =>
      `update ${tableIdent(entry.table)} t set ${[...setFields(build, groups.flat(), newValue), ...touchOf(build, entry)].join(", ")} from target x, state where ${sameRow("t", entry.primaryKey)} and ${GUARD}`,
  }
}

/** Fields that lose their values while their rows stay. */
export function eraseFieldsShape(build: Build, entry: Entry, drafts: readonly Draft[]): Shape {
  return fieldsShape(build, entry, drafts, (field) => {
    const value = erasedValue(build, entry, field)
    if (value === null) throw new Error(`${field.field} cannot be erased while its row stays`)
    return value
  })
}
