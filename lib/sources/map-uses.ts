import type { Path } from "@/lib/policy/yaml-source"
import type { Entry, RelationalMap } from "./map-schema"
import { ownerColumns } from "./postgres/owner-sql"
import { tableOfField } from "./postgres/value-sql"
import type { Step } from "./reach-schema"
import { settingsOf, wallsOf } from "./restriction-map"

/** A column the map names, and where it names it. */
export type Use = { path: Path; table: string; column: string }

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
    ...(entry.releases ?? []).flatMap((column) => own("releases", column)),
    ...Object.keys(entry.where ?? {}).flatMap((column) => own("where", column)),
    ...Object.keys(entry.touch ?? {}).flatMap((column) => own("touch", column)),
    ...(entry.shares?.copy ?? []).flatMap((column) => own("shares", column, entry.shares?.table)),
    ...(entry.shares?.primaryKey ?? []).flatMap((column) => own("shares", column, entry.shares?.table)),
    ...shared,
    ...steps,
    ...fields,
  ]
}

function usesOfReferences({ references = [] }: RelationalMap, path: Path): Use[] {
  return references.flatMap(({ table, primaryKey, where, to, on }, i) => {
    const here = [...path, "references", i]
    const mine = [...primaryKey, ...Object.keys(where ?? {}), ...Object.keys(on)]
    return [
      ...mine.map((column) => ({ path: here, table, column })),
      ...Object.values(on).map((column) => ({ path: here, table: to, column })),
    ]
  })
}

function usesOfRestriction(map: RelationalMap, path: Path): Use[] {
  const uses = (here: Path, name: string, columns: readonly string[]): Use[] => {
    const table = map.entries[name]?.table
    return table === undefined ? [] : columns.map((column) => ({ path: here, table, column }))
  }
  return [
    ...Object.entries(settingsOf(map)).flatMap(([category, places]) =>
      Object.entries(places).flatMap(([name, { restrict, lift }]) =>
        uses([...path, "set", category, name], name, Object.keys({ ...restrict, ...lift })),
      ),
    ),
    ...wallsOf(map).flatMap(({ open, closed, columns }) =>
      [open, closed].flatMap((name) => uses([...path, "move", open, "columns"], name, columns)),
    ),
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
  const beyond = subject.identifiers.flatMap(({ column, through }, i): Use[] => {
    const here = [...path, "subject", "identifiers", i]
    const last = through?.at(-1)
    if (!through || !last) return []
    return [
      ...usesOfSteps(subject.table, through, [...here, "through"]),
      { path: [...here, "column"], table: last.table, column },
    ]
  })
  const { restriction } = subject
  const listed = restriction && "scope" in restriction ? [restriction.scope, restriction.since] : []
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
    ...[...identities, ...listed].map((column) => ({
      path: [...path, "subject"],
      table: subject.table,
      column,
    })),
    ...beyond,
    ...usesOfRestriction(map, [...path, "subject", "restriction"]),
    ...usesOfReferences(map, path),
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
