import { z } from "zod"
import { Code } from "@/lib/policy/text-schema"
import type { Entry, RelationalMap } from "./map-schema"
import { Assignments, Name } from "./reach-schema"

/** The source keeps which categories are restricted: a list of codes on the person's row, and since when. */
const Listed = z.strictObject({ scope: Name, since: Name })

/** What the rows of an entry say while a category in them is restricted, and what lifting sets back in the same columns. */
const Setting = z.strictObject({ restrict: Assignments, lift: Assignments })
export type Setting = z.infer<typeof Setting>

/** Where rows go behind the source's own wall: an entry with the same fields in a table of its own. `columns`: all of a row. */
const Move = z.strictObject({ to: Code, columns: z.array(Name).min(1) })

/** `set`: category to entry to columns. `move`: the entry whose rows go to another one while its category is restricted. */
const InRows = z
  .strictObject({
    set: z.record(Code, z.record(Code, Setting)).optional(),
    move: z.record(Code, Move).optional(),
  })
  .refine(({ set, move }) => set !== undefined || move !== undefined)

/** How a category of a person is restricted in a source, and how that ends. */
export const Restriction = z.union([Listed, InRows], {
  error: 'must be "scope" and "since" on the person\'s row, or "set" or "move" for rows of entries',
})
export type Restriction = z.infer<typeof Restriction>

type Map = Pick<RelationalMap, "subject">

/** A pair of entries between which rows move, and the columns that go with a row. */
export type Wall = { readonly open: string; readonly closed: string; readonly columns: readonly string[] }

const inRows = ({ subject: { restriction } }: Map): z.infer<typeof InRows> =>
  restriction && !("scope" in restriction) ? restriction : {}

/** By category, and in it by entry, the columns that restrict it. */
export const settingsOf = (map: Map): Readonly<Record<string, Readonly<Record<string, Setting>>>> =>
  inRows(map).set ?? {}

/** The columns of tables that restricting sets, and that lifting does; `at`: where the map's restriction says it. */
export const settingsIn = (map: RelationalMap): { table: string; set: Assignments; at: string[] }[] =>
  Object.entries(settingsOf(map)).flatMap(([category, places]) =>
    Object.entries(places).flatMap(([entry, { restrict, lift }]) => {
      const [table, at] = [map.entries[entry]?.table ?? "", ["set", category, entry]]
      return [
        { table, set: restrict, at: [...at, "restrict"] },
        { table, set: lift, at: [...at, "lift"] },
      ]
    }),
  )

/** Every wall that rows go behind. */
export const wallsOf = (map: Map): Wall[] =>
  Object.entries(inRows(map).move ?? {}).map(([open, { to, columns }]) => ({ open, closed: to, columns }))

const wallOf = (map: Map, name: string): Wall | undefined =>
  wallsOf(map).find(({ open, closed }) => open === name || closed === name)

/** A wall and the entries on both sides of it. */
export type Sides = { readonly wall: Wall; readonly open: Entry; readonly closed: Entry }

/** The wall an entry stands at, on either side; null where it stands at none. */
export function sidesOf(map: RelationalMap, name: string): Sides | null {
  const wall = wallOf(map, name)
  const [open, closed] = wall ? [map.entries[wall.open], map.entries[wall.closed]] : []
  return wall && open && closed ? { wall, open, closed } : null
}

/** The entry by which items are named wherever their row lies, so that they keep their names when it moves. */
export const homeOf = (map: Map, name: string): string => wallOf(map, name)?.open ?? name

/** The entries in which an item named after one may lie. */
export const placesOfItem = (map: Map, name: string): string[] => {
  const wall = wallOf(map, name)
  return wall ? [wall.open, wall.closed] : [name]
}

/** Whether an entry holds something of a category. */
export const holds = ({ fields }: Pick<Entry, "fields">, category: string): boolean =>
  fields.some((field) => field.category === category)
