import { type Entry, holdsLargeObjects, letsRowsGo, type Processing, type RelationalMap } from "../map-schema"
import type { Step } from "../reach-schema"
import { settingsOf, wallsOf } from "../restriction-map"
import { isEmptied } from "./erased-sql"
import { ownerColumns } from "./owner-sql"
import { ident, tableIdent } from "./sql"

type Privilege = "select" | "insert" | "update" | "delete"
/** Table to privilege to columns; deleting has no columns. */
type Needs = Map<string, Map<Privilege, Set<string>>>

function need(
  needs: Needs,
  table: string,
  privilege: Privilege,
  columns: Iterable<string | undefined>,
): void {
  const privileges = needs.get(table) ?? new Map<Privilege, Set<string>>()
  const set = privileges.get(privilege) ?? new Set<string>()
  for (const column of columns) if (column !== undefined) set.add(column)
  privileges.set(privilege, set)
  needs.set(table, privileges)
}

/** What is read on the way from a table, and at its end. */
function needsOfSteps(needs: Needs, from: string, steps: readonly Step[], atEnd: readonly string[]): void {
  let table = from
  for (const step of steps) {
    need(needs, table, "select", Object.values(step.on))
    need(needs, step.table, "select", [...Object.keys(step.on), ...Object.keys(step.where ?? {})])
    table = step.table
  }
  need(needs, table, "select", atEnd)
}

function needsOfEntry(needs: Needs, entry: Entry): void {
  const own = entry.fields.filter((field) => !field.shared && !field.through)
  const origins = [entry.origin, ...entry.fields.map((field) => field.origin)]
  need(needs, entry.table, "select", [
    ...entry.primaryKey,
    ...own.map((field) => field.column),
    ...entry.fields.flatMap((field) => [field.mediaType, field.givenAt]),
    ...origins.flatMap((origin) => (typeof origin === "object" ? [origin.column] : [])),
    ...Object.keys(entry.where ?? {}),
    ...(entry.refers ?? []),
    ...(entry.releases ?? []),
    entry.givenAt,
    entry.recordedAt,
  ])
  needsOfSteps(needs, entry.table, entry.path ?? [], ownerColumns(entry.subject))
  for (const { through, column } of entry.fields)
    if (through) needsOfSteps(needs, entry.table, through, [column])
  const changed = own.filter((field) => isEmptied(field) || field.correct)
  const isChanged = changed.length > 0 && entry.rows !== "read" && entry.rows !== "follow"
  if (isChanged)
    need(needs, entry.table, "update", [
      ...changed.map((field) => field.column),
      ...Object.keys(entry.touch ?? {}),
    ])
  if (entry.releases) need(needs, entry.table, "update", entry.releases)
  if (letsRowsGo(entry)) need(needs, entry.table, "delete", [])
  needsOfShared(needs, entry)
}

function needsOfShared(needs: Needs, entry: Entry): void {
  const { shares } = entry
  if (!shares) return
  const fields = entry.fields.filter((field) => field.shared)
  const changed = fields.filter((field) => field.correct || isEmptied(field)).map((field) => field.column)
  need(needs, entry.table, "select", Object.values(shares.on))
  need(needs, shares.table, "select", [
    ...shares.primaryKey,
    ...Object.keys(shares.on),
    ...fields.map((field) => field.column),
  ])
  if (letsRowsGo(entry)) need(needs, shares.table, "delete", [])
  if (changed.length === 0) return
  need(needs, shares.table, "select", shares.copy)
  need(needs, shares.table, "insert", shares.copy)
  need(needs, shares.table, "update", changed)
  need(needs, entry.table, "update", Object.values(shares.on))
}

function needsOfProcessing(needs: Needs, { flags, closing }: Processing): void {
  const set = Object.keys(flags.set ?? {})
  const keys = [...[flags.subject].flat(), flags.purpose, flags.operation]
  need(needs, flags.table, "select", [...keys, flags.value, ...set])
  need(needs, flags.table, "insert", [...keys, flags.value, ...set])
  need(needs, flags.table, "update", [flags.value, ...set])
  for (const each of closing ?? []) {
    const read = [
      ...each.primaryKey,
      ...[each.subject].flat(),
      each.purpose,
      ...Object.keys({ ...each.where, ...each.open }),
    ]
    need(needs, each.table, "select", read)
    need(needs, each.table, "update", Object.keys(each.set))
  }
}

function needsOfRestriction(needs: Needs, map: RelationalMap): void {
  const { table, restriction } = map.subject
  if (restriction && "scope" in restriction)
    for (const privilege of ["select", "update"] as const)
      need(needs, table, privilege, [restriction.scope, restriction.since])
  for (const places of Object.values(settingsOf(map)))
    for (const [name, { restrict, lift }] of Object.entries(places)) {
      const entry = map.entries[name]
      if (!entry) continue
      const set = Object.keys({ ...restrict, ...lift })
      need(needs, entry.table, "select", set)
      need(needs, entry.table, "update", [...set, ...Object.keys(entry.touch ?? {})])
    }
  for (const { open, closed, columns } of wallsOf(map))
    for (const { table: side } of [open, closed].flatMap((name) => map.entries[name] ?? [])) {
      need(needs, side, "select", columns)
      need(needs, side, "insert", columns)
      need(needs, side, "delete", [])
    }
}

/** What the map needs of each table, column by column, and nothing else. */
export function needsOf(map: RelationalMap): Needs {
  const needs: Needs = new Map()
  const { subject } = map
  need(needs, subject.table, "select", [
    ...[subject.key].flat(),
    subject.language,
    ...subject.identifiers.flatMap(({ column, through }) => (through ? [] : [column])),
  ])
  for (const { through, column } of subject.identifiers)
    if (through) needsOfSteps(needs, subject.table, through, [column])
  for (const { table, primaryKey, where, to, on } of map.references ?? []) {
    need(needs, table, "select", [...primaryKey, ...Object.keys(on), ...Object.keys(where ?? {})])
    need(needs, to, "select", Object.values(on))
  }
  needsOfRestriction(needs, map)
  for (const entry of Object.values(map.entries)) {
    needsOfEntry(needs, entry)
    // Which transaction made a row.
    if (entry.trail && map.connector === "postgres") need(needs, entry.table, "select", ["xmin"])
  }
  if (map.processing) needsOfProcessing(needs, map.processing)
  for (const fact of Object.values(map.facts)) {
    for (const [table, columns] of Object.entries(fact.reads)) need(needs, table, "select", columns)
  }
  return needs
}

// Large objects have no rights by table: a setting of the role lets it read and unlink those of the whole database, and
// the server's administrator alone may set it. Making a view anew needs the right to maintain it.
function beyondColumns({ entries }: RelationalMap, role: string): string[] {
  const all = Object.values(entries)
  const made = [...new Set(all.filter(({ refresh }) => refresh).map(({ table }) => table))].sort()
  const setting = `alter role ${ident(role)} in database %I set lo_compat_privileges = on`
  return [
    ...made.map((table) => `grant maintain on ${tableIdent(table)} to ${ident(role)};`),
    ...(all.some(holdsLargeObjects)
      ? [`do $do$ begin execute format('${setting}', current_database()); end $do$;`]
      : []),
  ]
}

/**
 * SQL for the source's owner: takes every right from the connector's role and gives it back exactly what the map needs,
 * column by column. To be run as the owner of the tables.
 */
export function grantsFor(map: RelationalMap, role = "ukuk_connector"): string {
  const needs = needsOf(map)
  const schemas = [...new Set([...needs.keys()].map((table) => table.slice(0, table.indexOf("."))))].sort()
  const to = ident(role)
  const lines = schemas.flatMap((schema) => [
    `revoke all on all tables in schema ${ident(schema)} from ${to};`,
    `revoke all on schema ${ident(schema)} from ${to};`,
    `grant usage on schema ${ident(schema)} to ${to};`,
  ])
  for (const [table, privileges] of [...needs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [privilege, columns] of privileges) {
      const list = columns.size > 0 ? ` (${[...columns].sort().map(ident).join(", ")})` : ""
      lines.push(`grant ${privilege}${list} on ${tableIdent(table)} to ${to};`)
    }
  }
  return `${[...lines, ...beyondColumns(map, role)].join("\n")}\n`
}
