import type { Identifiers, Item } from "../connector"
import { Quarantined } from "../failures"
import { normal } from "../spelling"
import { rowsAt } from "./again"
import type { Export, FilesSource } from "./export"
import { fieldsOf, HELD, HELD_FILE, itemOf } from "./items"
import { compareKeys, PEOPLE, PEOPLE_FILE, RESTRICTED, STOPPED } from "./look"
import type { Place } from "./places"

export type Person = {
  readonly key: string
  readonly identifiers: Identifiers
  readonly restricted: ReadonlySet<string>
  /** `purpose/operation`. */
  readonly stopped: ReadonlySet<string>
}

type Places = AsyncIterable<Place> | Iterable<Place>

const isSame =
  ({ digest }: Export) =>
  (cells: readonly string[], place: Place): boolean =>
    digest(cells).equals(place.row)

const rowsOfPeople = ({ folder }: FilesSource, exported: Export, places: Places) =>
  rowsAt(folder, PEOPLE_FILE, PEOPLE, places, isSame(exported))

/** By what a person is known and what is marked of them; null where nobody has the key. */
export async function personOf(source: FilesSource, exported: Export, key: string): Promise<Person | null> {
  if (!exported.keys.has(key)) return null
  const { kind: own, identifiers: kinds } = source.map.subject
  const identifiers = [{ kind: own, value: key }]
  const marks = { [RESTRICTED]: new Set<string>(), [STOPPED]: new Set<string>() }
  for await (const { cells } of rowsOfPeople(source, exported, exported.people.of(exported.digest([key])))) {
    const { kind, value } = cells
    const known = kinds.find((each) => each.kind === kind)
    if (kind === RESTRICTED || kind === STOPPED) marks[kind].add(value)
    else if (known && value) identifiers.push({ kind, value: normal[known.normalise](value) })
  }
  return { key, identifiers, ...marks }
}

/** The keys of everybody known by this, in their order. */
async function keysOf(source: FilesSource, exported: Export, kind: string, value: string): Promise<string[]> {
  const keys = new Set<string>()
  for await (const { cells } of rowsOfPeople(
    source,
    exported,
    exported.named.of(exported.digest([kind, value])),
  ))
    keys.add(cells.subject)
  return [...keys].sort(compareKeys)
}

/** The keys of everybody an identifier matches. */
export async function find(
  source: FilesSource,
  exported: Export,
  kind: string,
  value: string,
): Promise<string[]> {
  if (kind === source.map.subject.kind) return exported.keys.has(value) ? [value] : []
  const known = source.map.subject.identifiers.find((each) => each.kind === kind)
  return known ? keysOf(source, exported, kind, normal[known.normalise](value)) : []
}

/**
 * The people the identifiers name: by the source's own key where given, else by an identifier that proves. Throws
 * Quarantined when somebody found has another proving value than the one known.
 */
export async function peopleOf(
  source: FilesSource,
  exported: Export,
  identifiers: Identifiers,
): Promise<Person[]> {
  const { kind: own, identifiers: kinds } = source.map.subject
  const given = identifiers.filter(({ kind }) => kind === own).map(({ value }) => value)
  const proofs = identifiers.flatMap(({ kind, value }) => {
    const known = kinds.find((each) => each.kind === kind)
    return known?.proves ? [{ kind, value: normal[known.normalise](value) }] : []
  })
  const found = new Set(given)
  if (given.length === 0)
    for (const { kind, value } of proofs)
      for (const key of await keysOf(source, exported, kind, value)) found.add(key)
  const people: Person[] = []
  for (const key of given.length > 0 ? found : [...found].sort(compareKeys)) {
    const person = await personOf(source, exported, key)
    if (person) people.push(person)
  }
  for (const person of people)
    for (const { kind, value } of proofs) {
      const held = person.identifiers.filter((each) => each.kind === kind)
      if (held.length > 0 && held.every((each) => each.value !== value)) throw new Quarantined(source.name)
    }
  return people
}

/** The items at some places, in the order of these. */
export async function* itemsAt(source: FilesSource, exported: Export, places: Places): AsyncGenerator<Item> {
  const fields = fieldsOf(source.map)
  const { name, folder } = source
  for await (const { cells, place } of rowsAt(folder, HELD_FILE, HELD, places, isSame(exported))) {
    const field = fields[place.field]
    if (field) yield itemOf(name, field, cells)
  }
}

/** A person's items of one category, in the order of the file. */
export function itemsIn(
  source: FilesSource,
  exported: Export,
  key: string,
  category: string,
): AsyncGenerator<Item> {
  const fields = fieldsOf(source.map)
  async function* places() {
    for await (const place of exported.held.of(exported.digest([key])))
      if (fields[place.field]?.category === category) yield place
  }
  return itemsAt(source, exported, places())
}
