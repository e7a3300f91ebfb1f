import { wordsOf } from "../draft/words"
import { groupBy } from "../group"
import type { RelationalMap } from "../map-schema"
import { usesOf } from "../map-uses"
import { LARGE_OBJECTS, tablesOf } from "../postgres/catalog"
import { tableOfField } from "../postgres/value-sql"
import type { Accounted } from "./drift"

type Place = { table: string; column: string }

const byTable = (places: readonly Place[]): Map<string, Set<string>> =>
  new Map(
    [...groupBy(places, ({ table }) => table)].map(([table, list]) => [
      table,
      new Set(list.map(({ column }) => column)),
    ]),
  )

/** A name of one word, such as "id", says nothing of whose it is. */
const isTelling = (column: string): boolean => wordsOf(column).length > 1

/** What the people's key is called: where they are, and wherever rows say whose they are. */
function peopleOf({ subject: { table, key: columns }, entries }: RelationalMap): Accounted["people"] {
  const [key = "", ...others] = [columns].flat()
  if (others.length > 0) return undefined
  const owners = Object.values(entries).flatMap(({ subject }) =>
    typeof subject === "string" ? [subject] : [],
  )
  return { table, key, named: new Set([key, ...owners].filter(isTelling)) }
}

/** What a map accounts for: every table and column it names, and those that hold what is a person's or lead to it. */
export function accountedBy(map: RelationalMap): Accounted {
  const steps = Object.values(map.entries).flatMap(({ path = [] }) => path.map(({ table }) => table))
  const ways = steps.map((table) => [table, new Set<string>()] as const)
  const fields = Object.values(map.entries).flatMap((entry) =>
    entry.fields
      .filter(({ through }) => !through)
      .map((field) => ({ table: tableOfField(entry, field), column: field.column })),
  )
  const none = tablesOf(map)
    .filter((table) => table !== LARGE_OBJECTS)
    .map((table) => [table, new Set<string>()] as const)
  return {
    named: new Map([...none, ...byTable(usesOf(map, []))]),
    held: new Map([...ways, ...byTable(fields)]),
    people: peopleOf(map),
    ignored: map.ignore ?? [],
  }
}
