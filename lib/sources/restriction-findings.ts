import { dangling, type Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { Entry, RelationalMap } from "./map-schema"
import { ownerColumns } from "./postgres/owner-sql"
import { holds, type Setting, settingsOf, wallsOf } from "./restriction-map"
import { one, wallFindings } from "./wall-findings"

type Says = { category(code: string, path: Path): Finding[] }

const sameNames = (a: object, b: object): boolean =>
  Object.keys(a).sort().join("\0") === Object.keys(b).sort().join("\0")

/** Columns by which a row is found or that hold what is somebody's: a mark in them would take it. */
const takenIn = ({ primaryKey, subject, path, where, fields }: Entry): string[] => [
  ...primaryKey,
  ...(path?.[0] ? Object.values(path[0].on) : ownerColumns(subject)),
  ...Object.keys(where ?? {}),
  ...fields.flatMap(({ column, shared, through }) => (shared || through ? [] : [column])),
]

function settingFindings(
  map: RelationalMap,
  category: string,
  name: string,
  { restrict, lift }: Setting,
  path: Path,
): Finding[] {
  const entry = map.entries[name]
  if (!entry) return dangling("entry", "entries of this source", Object.keys(map.entries))(name, path)
  const columns = Object.keys(restrict)
  const others = Object.entries(settingsOf(map)).flatMap(([other, places]) =>
    Object.entries(places).flatMap(([code, setting]) =>
      other !== category && map.entries[code]?.table === entry.table
        ? Object.keys(setting.restrict).map((column) => ({ other, column }))
        : [],
    ),
  )
  const alike = columns.find((column) => JSON.stringify(restrict[column]) === JSON.stringify(lift[column]))
  const twice = others.find(({ column }) => columns.includes(column))
  const sameTable = Object.values(map.entries).filter(({ table }) => table === entry.table)
  const taken = sameTable.flatMap(takenIn)
  const data = columns.find((column) => taken.includes(column))
  const isFixed = entry.rows === "read" || entry.rows === "follow"
  return [
    ...one(
      path,
      !holds(entry, category),
      `"${name}" holds nothing of "${category}": name an entry that does.`,
    ),
    ...one(
      path,
      isFixed,
      `Nothing can be written in the rows of "${name}": name the entry they are made from.`,
    ),
    ...one(
      [...path, "restrict"],
      columns.length === 0,
      'Nothing is set here: name the columns that say "restricted".',
    ),
    ...one(
      [...path, "lift"],
      !sameNames(restrict, lift),
      '"lift" has to set back the same columns that "restrict" sets.',
    ),
    ...one(
      [...path, "lift"],
      alike !== undefined && sameNames(restrict, lift),
      `"${alike}" is the same restricted and lifted, so nobody can tell which it is: give it another value.`,
    ),
    ...one(
      [...path, "restrict"],
      data !== undefined,
      `"${data}" names a row or holds what is a person's: set a column made for this.`,
    ),
    ...one(
      [...path, "restrict"],
      twice !== undefined,
      `"${twice?.column}" is set for "${twice?.other}" as well, so lifting one would lift the other: give each its own.`,
    ),
  ]
}

/** Entries that hold a category restricted in rows and that nothing restricts: what lies there would go on being used. */
function unrestricted(map: RelationalMap, path: Path): Finding[] {
  const walls = wallsOf(map)
  const moved = new Set(walls.flatMap(({ open, closed }) => [open, closed]))
  const settings = settingsOf(map)
  const categories = new Set([
    ...Object.keys(settings),
    ...walls.flatMap(({ open }) => map.entries[open]?.fields.map(({ category }) => category) ?? []),
  ])
  return [...categories].flatMap((category) =>
    Object.entries(map.entries)
      .filter(([name, entry]) => holds(entry, category) && entry.rows !== "follow" && !moved.has(name))
      .filter(([name]) => settings[category]?.[name] === undefined)
      .map(([name]) => ({
        path,
        reason: `"${name}" holds "${category}" as well, and nothing restricts it there: add it under "set" or "move".`,
      })),
  )
}

/** What a map says of restriction in rows that it contradicts, or leaves unsaid. */
export function restrictionFindings(says: Says, map: RelationalMap, path: Path): Finding[] {
  const set = Object.entries(settingsOf(map)).flatMap(([category, places]) => [
    ...says.category(category, [...path, "set", category]),
    ...Object.entries(places).flatMap(([name, setting]) =>
      settingFindings(map, category, name, setting, [...path, "set", category, name]),
    ),
  ])
  const moves = wallsOf(map).flatMap((wall) => wallFindings(map, wall, [...path, "move", wall.open]))
  return [...set, ...moves, ...unrestricted(map, path)]
}
