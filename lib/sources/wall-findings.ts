import { dangling, type Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { Entry, RelationalMap } from "./map-schema"
import { ownerColumns } from "./postgres/owner-sql"
import { type Wall, wallsOf } from "./restriction-map"

/** A sentence where it is so. */
export const one = (path: Path, isSo: boolean, reason: string): Finding[] => (isSo ? [{ path, reason }] : [])

/** What entries on both sides of a wall have to say alike: all but their tables. */
const ALIKE = [
  "primaryKey",
  "subject",
  "path",
  "where",
  "origin",
  "givenAt",
  "recordedAt",
  "zone",
  "rows",
  "touch",
  "fields",
] as const

/** Columns the map names of an entry's own rows. */
const columnsOf = ({ primaryKey, subject, path, where, fields, givenAt, recordedAt }: Entry): string[] => [
  ...primaryKey,
  ...(path?.[0] ? Object.values(path[0].on) : ownerColumns(subject)),
  ...Object.keys(where ?? {}),
  ...[givenAt, recordedAt].filter((column) => column !== undefined),
  ...fields.flatMap(({ column, shared, through, mediaType }) => [
    ...(shared || through ? [] : [column]),
    ...(mediaType === undefined ? [] : [mediaType]),
  ]),
]

/** Tables by which something else is found, so that no row of theirs can leave. */
function waysIn({ subject, entries, contactPersons }: RelationalMap): string[] {
  const steps = Object.values(entries).flatMap(({ path = [], fields }) => [
    ...path,
    ...fields.flatMap(({ through = [] }) => through),
  ])
  const beyond = subject.identifiers.flatMap(({ through = [] }) => through)
  const contacts = contactPersons ? entries[contactPersons.entry]?.table : undefined
  return [subject.table, ...[...steps, ...beyond].map(({ table }) => table), ...(contacts ? [contacts] : [])]
}

/** What a map says of rows that move and contradicts, or leaves behind. */
export function wallFindings(map: RelationalMap, { open, closed, columns }: Wall, path: Path): Finding[] {
  const names = Object.keys(map.entries)
  const says = dangling("entry", "entries of this source", names)
  const [here, there] = [map.entries[open], map.entries[closed]]
  if (!here) return says(open, path)
  if (!there) return says(closed, [...path, "to"])
  const walls = wallsOf(map)
  const isTwice = walls.some((wall) => wall.open === closed || (wall.closed === closed && wall.open !== open))
  const differing = ALIKE.filter((key) => JSON.stringify(here[key]) !== JSON.stringify(there[key]))
  const missing = columnsOf(here).filter((column) => !columns.includes(column))
  const categories = new Set(here.fields.map(({ category }) => category))
  const unfit = here.shares || here.trail || (here.rows !== "delete" && here.rows !== "keep")
  const facts = Object.entries(map.facts).filter(
    ([, { reads }]) => here.table in reads && !(there.table in reads),
  )
  return [
    ...one(
      [...path, "to"],
      here.table === there.table,
      "Rows move to a table of their own: name another one.",
    ),
    ...one([...path, "to"], isTwice, `"${closed}" stands at another wall already: give each entry its own.`),
    ...one(
      [...path, "to"],
      differing.length > 0,
      `"${open}" and "${closed}" have to be alike but for their tables, and differ in "${differing.join('", "')}".`,
    ),
    ...one(
      [...path, "columns"],
      missing.length > 0,
      `"columns" has to hold every column of a row, and lacks "${[...new Set(missing)].join('", "')}".`,
    ),
    ...one(
      path,
      categories.size > 1,
      `A row of "${open}" moves whole, and holds several categories: restrict them by "set".`,
    ),
    ...one(
      path,
      Boolean(unfit),
      `Rows of "${open}" cannot move: they are shared, a trail or not its own to write.`,
    ),
    ...one(
      path,
      waysIn(map).includes(here.table),
      `Something else is found through ${here.table}, and would be lost with its rows: restrict them by "set".`,
    ),
    ...facts.map(([code]) => ({
      path,
      reason: `The fact "${code}" reads ${here.table}, which rows leave: let it read ${there.table} as well.`,
    })),
  ]
}
