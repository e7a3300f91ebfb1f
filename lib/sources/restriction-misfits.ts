import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { RelationalMap } from "./map-schema"
import type { Catalog, Column } from "./postgres/catalog"
import { isReferredTo } from "./postgres/plan-restrict"
import type { Assignments } from "./reach-schema"
import { type Sides, settingsIn, sidesOf, wallsOf } from "./restriction-map"

type Columns = ReadonlyMap<string, Column>

/** What columns cannot be set to. */
function unsettable(columns: Columns, set: Assignments, path: Path): Finding[] {
  return Object.entries(set).flatMap(([name, value]) => {
    const column = columns.get(name)
    if (!column) return []
    if (!column.writable)
      return [{ path, reason: `Nothing can be written in "${name}": set a column of a table itself.` }]
    if (value === null && column.required)
      return [{ path, reason: `The column "${name}" may not be null: set another value.` }]
    const isClock = typeof value === "object" && value !== null
    if (isClock && !/^(date|timestamp)/.test(column.base))
      return [{ path, reason: `The column "${name}" is ${column.full}, which holds no time: set a value.` }]
    if (column.base === "boolean" && !isClock && value !== null && !/^(true|false|0|1)$/.test(String(value)))
      return [{ path, reason: `The column "${name}" is boolean: set true or false.` }]
    return []
  })
}

/** What of a row would not arrive on the other side of a wall as it left. */
function lost(catalog: Catalog, { wall, open, closed }: Sides, path: Path): Finding[] {
  const [here, there] = [catalog.columns.get(open.table), catalog.columns.get(closed.table)]
  if (!here || !there) return []
  const say = (reason: string): Finding => ({ path: [...path, "columns"], reason })
  const left = [...here].filter(([name, { generated }]) => generated === null && !wall.columns.includes(name))
  const named = wall.columns.flatMap((name) => {
    const [one, other] = [here.get(name), there.get(name)]
    return one && other ? [{ name, one, other }] : []
  })
  return [
    ...left.map(([name]) =>
      say(`${open.table} has a column "${name}" that a row would lose: add it to "columns".`),
    ),
    ...named
      .filter(({ one, other }) => one.generated !== null || other.generated !== null)
      .map(({ name }) => say(`The source derives "${name}" itself: take it out of "columns".`)),
    ...named
      .filter(({ one, other }) => one.full !== other.full)
      .map(({ name, one, other }) =>
        say(
          `"${name}" is ${one.full} in ${open.table} and ${other.full} in ${closed.table}: make them the same.`,
        ),
      ),
  ]
}

/** What the live schema does not bear out of restriction in rows. */
export function restrictionMisfits(catalog: Catalog, map: RelationalMap, path: Path): Finding[] {
  const set = settingsIn(map).flatMap((each) =>
    unsettable(catalog.columns.get(each.table) ?? new Map(), each.set, [...path, ...each.at]),
  )
  const moves = wallsOf(map).flatMap(({ open }) => {
    const sides = sidesOf(map, open)
    if (!sides) return []
    const here = [...path, "move", open]
    const holding = isReferredTo(catalog, [sides.open.table, sides.closed.table])
    return [
      ...lost(catalog, sides, here),
      ...(holding
        ? [
            {
              path: here,
              reason: `${holding.table} (${holding.columns.join(", ")}) refers to ${holding.target}, so its rows cannot leave: restrict them by "set".`,
            },
          ]
        : []),
    ]
  })
  return [...set, ...moves]
}
