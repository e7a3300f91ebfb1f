import { groupBy } from "../group"
import type { Entry, Field } from "../map-schema"
import type { Sides } from "../restriction-map"
import { type Build, keyIn } from "./entry-sql"
import { erasedValue, isEmptied } from "./erased-sql"
import { liveValue } from "./field-sql"
import { jsonWith } from "./json-sql"
import { bothSides, relationOf } from "./relation"
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
import { isThere, rawValue, storedValue } from "./value-sql"
import { letsGoItself } from "./writable"

/** Everything the map knows of a row of its own but keys it may let go of before it goes, and the shared row it points at. */
export function wholeRow(build: Build, entry: Entry): string[] {
  const isOwn = ({ shared, through, column }: Field) =>
    !shared && !through && !entry.releases?.includes(column)
  const own = entry.fields.filter(isOwn)
  const links = Object.values(entry.shares?.on ?? {}).map((column) => `t.${ident(column)}::text`)
  return [...canonicalFields(build, entry, own), ...links]
}

/** Rows that go: deleted, or the link to a shared row cut. */
export function deleteShape(build: Build, entry: Entry, draft: Draft): Shape {
  return {
    ...rowsShape(build, entry, draft),
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

/** Large objects that go while the rows still lead to them, so that whose they are is compared. */
export function unlinkShape(build: Build, entry: Entry, draft: Draft): Shape {
  const field = entry.fields.find((each) => each.field === draft.fields[0])
  if (!field) throw new Error("no field of a large object")
  const { owner, from, where } = relationOf(build, entry)
  const number = storedValue(build, entry, field)
  const isOne = `${number} = any(${build.params.slot("key.oid", "oid[]")})`
  return {
    ...{ from, owner, keys: [`${number}::oid`], calls: true },
    where: [isOne, isThere(number), ...where],
    parts: [{ before: [`encode(sha256(lo_get(${number})), 'hex')`], after: null }],
    change: () => `select lo_unlink(x.k0) from target x, state where ${GUARD}`,
  }
}

/** A foreign key is emptied so that the row it points at can go. */
export function releaseShape(build: Build, entry: Entry, draft: Draft): Shape {
  const columns = Object.keys(draft.after ?? {})
  const set = columns.map((column) => `${ident(column)} = null`)
  const anybodys = {
    ...{ from: `${tableIdent(entry.table)} t`, owner: null },
    where: [keyIn(build, "t", entry.table, entry.primaryKey)],
  }
  return {
    ...rowsShape(build, entry),
    ...(letsGoItself(build.catalog, entry.table, columns) ? anybodys : {}),
    parts: [
      { before: columns.map((column) => `t.${ident(column)}::text`), after: columns.map(() => "null::text") },
    ],
    change: () =>
      `update ${tableIdent(entry.table)} t set ${set.join(", ")} from target x, state where ${sameRow("t", entry.primaryKey)} and ${GUARD}`,
  }
}

// Several paths inside one jsonb column make one assignment.
function setFields(
  build: Build,
  entry: Entry,
  fields: readonly Field[],
  newValue: (field: Field) => string,
  corrects: boolean,
): string[] {
  return [...groupBy(fields, ({ column }) => column)].map(([column, own]) => {
    const paths = own.filter(({ path }) => path)
    const whole = own.find(({ path }) => !path)
    const value = whole ? newValue(whole) : jsonWith(build, entry, paths, newValue, corrects)
    return `${ident(column)} = ${value}`
  })
}

/** New values in columns of rows that stay, on whichever side of a wall; several operations on the same rows make one change. */
export function fieldsShape(
  build: Build,
  entry: Entry,
  drafts: readonly Draft[],
  newValue: (field: Field) => string,
  sides: Sides | null,
): Shape {
  const corrects = drafts.some(({ op }) => op === "correct")
  // What the source derives is left to it: whether it went is seen by reading again.
  const groups = drafts.map((draft) => fieldsOf(entry, draft).filter((field) => corrects || isEmptied(field)))
  const update = (table: string) =>
    `update ${tableIdent(table)} t set ${[...setFields(build, entry, groups.flat(), newValue, corrects), ...touchOf(build, entry)].join(", ")} from target x, state where ${sameRow("t", entry.primaryKey)} and ${GUARD}`
  const shape = {
    ...rowsShape(build, entry, drafts[0], sides ? bothSides(sides) : undefined),
    parts: groups.map((fields) => ({
      before: canonicalFields(build, entry, fields),
      after: canonicalValues(build, entry, fields, newValue),
    })),
  }
  if (!sides) return { ...shape, change: () => update(entry.table) }
  const [open, closed] = [sides.open.table, sides.closed.table]
  return {
    ...shape,
    prepare: () => `here as (${update(open)} returning 1), there as (${update(closed)} returning 1)`,
    change: () => "select 1 from here union all select 1 from there",
    calls: true,
  }
}

/** Whether something else than nothing, or than a part of itself, is put in the place of an erased value. */
const leavesMore = ({ erase }: Field): boolean => erase !== "null" && erase !== "truncate_date"

/** What stands in a field's column once it is erased. */
export function erasedIn(build: Build, entry: Entry, field: Field): string {
  const value = erasedValue(build, entry, field)
  if (value === null) throw new Error(`${field.field} cannot be erased while its row stays`)
  return value
}

/** Fields that lose their values while their rows stay. */
export function eraseFieldsShape(
  build: Build,
  entry: Entry,
  drafts: readonly Draft[],
  sides: Sides | null,
): Shape {
  const isSpan = drafts.some(({ span }) => span)
  const newValue = (field: Field) => {
    const value = erasedIn(build, entry, field)
    // Named rows hold a value each; in a span are some that hold none, and get none.
    return isSpan && leavesMore(field)
      ? `case when ${liveValue(build, entry, field)} is not null then ${value} else ${rawValue(build, entry, field)} end`
      : value
  }
  return fieldsShape(build, entry, drafts, newValue, sides)
}
