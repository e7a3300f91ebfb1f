import type { Path } from "@/lib/policy/yaml-source"
import { findingOf, type SchemaFinding } from "./drift/finding"
import { fieldMismatches } from "./field-findings"
import { keyFindings } from "./key-findings"
import { type Entry, letsRowsGo, type RelationalMap } from "./map-schema"
import type { Catalog } from "./postgres/catalog"
import { ownerColumns } from "./postgres/owner-sql"
import { tableOfField } from "./postgres/value-sql"
import type { Step } from "./reach-schema"

/** A column the map names, and where it names it. */
type Use = { path: Path; table: string; column: string }

function usesOfSteps(from: string, steps: readonly Step[], path: Path): Use[] {
  return steps.flatMap(({ table, on, where }, i) => {
    const before = steps[i - 1]?.table ?? from
    const here = [...path, i]
    const mine = [...Object.keys(on), ...Object.keys(where ?? {})]
    return [
      ...mine.map((column) => ({ path: here, table, column })),
      ...Object.values(on).map((column) => ({ path: here, table: before, column })),
    ]
  })
}

function usesOfEntry(entry: Entry, path: Path): Use[] {
  const own = (key: string, column: string | undefined, table = entry.table): Use[] =>
    column === undefined ? [] : [{ path: [...path, key], table, column }]
  const last = entry.path?.at(-1)?.table ?? entry.table
  const fields = entry.fields.flatMap((field, i): Use[] => {
    const here = [...path, "fields", i]
    const table = tableOfField(entry, field)
    const beside = [field.mediaType, field.givenAt].filter((column) => column !== undefined)
    return [
      { path: [...here, "column"], table, column: field.column },
      ...beside.map((column) => ({ path: here, table: entry.table, column })),
      ...usesOfSteps(entry.table, field.through ?? [], [...here, "through"]),
    ]
  })
  const steps = usesOfSteps(entry.table, entry.path ?? [], [...path, "path"])
  const shared = Object.entries(entry.shares?.on ?? {}).flatMap(([theirs, mine]) => [
    ...own("shares", theirs, entry.shares?.table),
    ...own("shares", mine),
  ])
  return [
    ...entry.primaryKey.flatMap((column) => own("primaryKey", column)),
    ...ownerColumns(entry.subject).flatMap((column) => own("subject", column, last)),
    ...own("givenAt", entry.givenAt),
    ...own("recordedAt", entry.recordedAt),
    ...(entry.refers ?? []).flatMap((column) => own("refers", column)),
    ...Object.keys(entry.where ?? {}).flatMap((column) => own("where", column)),
    ...Object.keys(entry.touch ?? {}).flatMap((column) => own("touch", column)),
    ...(entry.shares?.copy ?? []).flatMap((column) => own("shares", column, entry.shares?.table)),
    ...(entry.shares?.primaryKey ?? []).flatMap((column) => own("shares", column, entry.shares?.table)),
    ...shared,
    ...steps,
    ...fields,
  ]
}

/** Every column the map names, with its place in the file. */
export function usesOf(map: RelationalMap, path: Path): Use[] {
  const { subject, processing } = map
  const identities = [
    ...[subject.key].flat(),
    ...(subject.language === undefined ? [] : [subject.language]),
    ...subject.identifiers.flatMap(({ column, through }) => (through ? [] : [column])),
  ]
  const restriction = subject.restriction ? [subject.restriction.scope, subject.restriction.since] : []
  const flags = processing
    ? [
        ...[processing.flags.subject].flat(),
        processing.flags.purpose,
        processing.flags.operation,
        processing.flags.value,
        ...Object.keys(processing.flags.set ?? {}),
      ]
    : []
  return [
    ...[...identities, ...restriction].map((column) => ({
      path: [...path, "subject"],
      table: subject.table,
      column,
    })),
    ...Object.entries(map.entries).flatMap(([name, entry]) => usesOfEntry(entry, [...path, "entries", name])),
    ...flags.map((column) => ({
      path: [...path, "processing", "flags"],
      table: processing?.flags.table ?? "",
      column,
    })),
    ...(processing?.closing ?? []).flatMap((each, i) =>
      [
        ...each.primaryKey,
        ...[each.subject].flat(),
        ...Object.keys({ ...each.where, ...each.open, ...each.set }),
      ].map((column) => ({
        path: [...path, "processing", "closing", i],
        table: each.table,
        column,
      })),
    ),
    ...Object.entries(map.facts).flatMap(([code, fact]) =>
      Object.entries(fact.reads).flatMap(([table, columns]) =>
        columns.map((column) => ({ path: [...path, "facts", code, "reads", table], table, column })),
      ),
    ),
  ]
}

function mismatches(catalog: Catalog, map: RelationalMap, path: Path): SchemaFinding[] {
  return Object.entries(map.entries).flatMap(([name, entry]) =>
    entry.fields.flatMap((field, i) => {
      const table = tableOfField(entry, field)
      const column = catalog.columns.get(table)?.get(field.column)
      return column ? fieldMismatches(entry, field, column, [...path, "entries", name, "fields", i]) : []
    }),
  )
}

/** The tables whose rows an erasure may take, each with the entry that says so. */
export const goingTables = ({ entries }: Pick<RelationalMap, "entries">): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(entries).flatMap(([name, entry]) =>
      !letsRowsGo(entry)
        ? []
        : [[entry.table, name] as const, ...(entry.shares ? [[entry.shares.table, name] as const] : [])],
    ),
  )

/** Rows that are deleted must not take others with them, nor be held by rows the connector cannot see. */
function unseen(catalog: Catalog, map: RelationalMap, path: Path): SchemaFinding[] {
  const entries = Object.entries(map.entries)
  const deletable = goingTables(map)
  return catalog.foreignKeys.flatMap((key): SchemaFinding[] => {
    const target = deletable.get(key.target)
    if (target === undefined || key.onDelete === "null") return []
    const referring = entries.filter(([, entry]) => entry.table === key.table)
    const columns = key.columns.join(", ")
    if (
      key.primaryKey ||
      (map.references ?? []).some(({ table, to }) => table === key.table && to === key.target)
    )
      return []
    if (referring.length === 0) {
      const drift = { code: "holding_table", table: key.table, column: columns, target: key.target } as const
      return [findingOf([...path, "entries", target], drift)]
    }
    const known = referring.some(([, { refers, primaryKey, shares, path: steps }]) =>
      key.columns.every((column) =>
        [
          ...(refers ?? []),
          ...primaryKey,
          ...Object.values(shares?.on ?? {}),
          ...Object.values(steps?.[0]?.on ?? {}),
        ].includes(column),
      ),
    )
    const [[name] = [target]] = referring
    return known
      ? []
      : [
          {
            path: [...path, "entries", name],
            reason: `${key.table} (${columns}) refers to ${key.target}: add "refers" with these columns.`,
          },
        ]
  })
}

/** What the live schema does not bear out of what the map says of columns that are there: of another type, or out of sight. */
export const misfits = (catalog: Catalog, map: RelationalMap, path: Path): SchemaFinding[] => [
  ...mismatches(catalog, map, path),
  ...keyFindings(catalog, map, path),
  ...unseen(catalog, map, path),
]
