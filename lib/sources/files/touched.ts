import type { Identifiers, Touched, TouchedPage, TouchedPerson } from "../connector"
import { type Export, type FilesSource, inExport } from "./export"
import { fieldsOf } from "./items"
import { personOf } from "./people"
import type { Place } from "./places"

/** Whose data were last asked for, so that their pages are not each looked for anew. */
const lastTouched = new WeakMap<Export, { scope: string; keys: string[] }>()

async function touchedBy(source: FilesSource, exported: Export, scope: Touched): Promise<string[]> {
  const name = JSON.stringify(scope)
  const kept = lastTouched.get(exported)
  if (kept?.scope === name) return kept.keys
  const fields = fieldsOf(source.map)
  const [from, to] = [scope.from, scope.to].map((at) => (at === null ? null : Date.parse(at)))
  const isWithin = ({ recordedAt: at }: Place) =>
    at === null || ((from == null || at >= from) && (to == null || at < to))
  const found = new Set<string>()
  for (const { entries } of exported.held.shelves())
    for await (const { key, place } of entries())
      if (scope.categories.includes(fields[place.field]?.category ?? "") && isWithin(place))
        found.add(key.toString("latin1"))
  const meant = scope.keys && new Set(scope.keys)
  const keys = [...exported.keys].filter(
    (key) => (!meant || meant.has(key)) && found.has(exported.digest([key]).toString("latin1")),
  )
  lastTouched.set(exported, { scope: name, keys })
  return keys
}

export const countTouched = (source: FilesSource, scope: Touched): Promise<number> =>
  inExport(source, async (exported) => (await touchedBy(source, exported, scope)).length)

/** Keys after one of them, so many at most; from the beginning where that key is gone. */
const pageOf = (keys: readonly string[], after: string | null, most: number): string[] => {
  const at = after === null ? 0 : keys.indexOf(after) + 1
  return keys.slice(at, at + most)
}

export const touched = (source: FilesSource, scope: Touched, page: TouchedPage): Promise<TouchedPerson[]> =>
  inExport(source, async (exported) => {
    const people: TouchedPerson[] = []
    for (const key of pageOf(await touchedBy(source, exported, scope), page.after, page.most)) {
      const person = await personOf(source, exported, key)
      if (person) people.push({ identifiers: person.identifiers, language: null })
    }
    return people
  })

export const everybody = (source: FilesSource, after: string | null, most: number): Promise<string[]> =>
  inExport(source, async ({ keys }) => pageOf([...keys], after, most))

export const identify = (source: FilesSource, key: string): Promise<Identifiers> =>
  inExport(source, async (exported) => (await personOf(source, exported, key))?.identifiers ?? [])
