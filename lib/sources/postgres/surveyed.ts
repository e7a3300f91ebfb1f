import { groupBy } from "../group"
import { letsRowsGo } from "../map-schema"
import { overlap, sameRows } from "../overlap-findings"
import type { Looking, Planning } from "../planning"
import type { EraseWanted, KeepWanted, Marked } from "./erase-drafts"
import { narrowed } from "./plan-many"
import type { Survey } from "./survey"

/**
 * Where something may lie of what is wanted or kept. `named`: entries whose rows have to be named, however many they are.
 */
export function lookingFor(
  { map }: Pick<Planning, "map">,
  wanted: readonly EraseWanted[],
  kept: readonly KeepWanted[],
  named: ReadonlySet<string> = new Set(),
): Looking {
  const { entries } = map
  const asked = new Set([...wanted, ...kept].map(({ category }) => category))
  const whole = new Set(wanted.filter(({ items }) => !items).map(({ category }) => category))
  const isWhole = (name: string) =>
    entries[name]?.fields.every(({ category }) => whole.has(category)) ?? false
  const own = Object.keys(entries).filter((name) =>
    entries[name]?.fields.some(({ category }) => asked.has(category)),
  )
  const others = new Map(own.map((name) => [name, othersOf(map, name)]))
  const names = [...new Set(own.flatMap((name) => [name, ...(others.get(name) ?? [])]))]
  const othersNow = (name: string) => others.get(name) ?? othersOf(map, name)
  const isAlike = (name: string) =>
    [name, ...othersNow(name)].every((each) => {
      const entry = entries[each]
      return entry && isWhole(each) && letsRowsGo(entry)
    })
  // Rows of several entries are compared one by one, unless all that may be in them goes by each.
  const spanning = names.filter((name) => !named.has(name) && (othersNow(name).length === 0 || isAlike(name)))
  return { names, whole: new Set(own.filter(isWhole)), spanning: new Set(spanning) }
}

/**
 * The rows in which something lies of what is wanted or kept, and the same rows as other entries find them: a row is taken
 * for all that may be in it, or not at all.
 */
export async function surveyed(
  source: Planning,
  owner: string,
  wanted: readonly EraseWanted[],
  kept: readonly KeepWanted[],
  named: ReadonlySet<string>,
): Promise<Map<string, Survey>> {
  const found = await source.survey(owner, lookingFor(source, wanted, kept, named))
  return narrowed(found, wanted, kept)
}

const othersOf = (map: Planning["map"], name: string): string[] =>
  sameRows(map.entries, name).map(([other]) => other)

/** Tells of a row all that entries find in it, in their order. */
export function foundIn(all: readonly Marked[]): (one: Marked) => readonly Marked[] {
  const rows = groupBy(all, ({ row }) => row.name)
  return ({ row }) => rows.get(row.name) ?? []
}

/** Whether everything in a row is meant. */
export const isAllMeant = ({ row, fields }: Marked): boolean => fields.length === row.live.length

/** Whether emptying the fields would take what an entry finds there and is not meant. */
export const takesMore = ({ fields }: Marked, found: readonly Marked[]): boolean =>
  found.some((other) =>
    other.row.live.some(
      (field) => !other.fields.includes(field) && fields.some((each) => overlap(each, field)),
    ),
  )
