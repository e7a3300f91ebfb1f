import type { FieldType } from "@/lib/policy/schema"
import type { Holding } from "./holding"
import { isManual, isRelational, type Origin, type RelationalMap, type SourceMap } from "./map-schema"

/** One field of the policy that a source holds, and what may be done with it there. */
export type Held = {
  /** The group of items it comes with: items of one row carry its name first in theirs. */
  readonly group: string
  readonly category: string
  readonly field: string
  readonly type: FieldType
  readonly origin: Origin
  readonly thirdPerson: boolean
  /** As in the map: a `mark` is written only where a right sets it. */
  readonly correct: true | "mark" | null
}

/** What a source holds by the data map, in its order, whatever kind of system it is. */
export const heldFields = (map: SourceMap): Held[] => (isRelational(map) ? inEntries(map) : inHoldings(map))

const inHoldings = ({ holds }: { holds: Readonly<Record<string, Holding>> }): Held[] =>
  Object.entries(holds).flatMap(([category, { origin, fields }]) =>
    Object.entries(fields).map(([field, each]) => ({
      ...{ group: category, category, field, type: each.type },
      origin: each.origin ?? origin,
      thirdPerson: each.thirdPerson ?? false,
      correct: each.correct ?? null,
    })),
  )

const inEntries = ({ entries }: RelationalMap): Held[] =>
  Object.entries(entries).flatMap(([group, entry]) =>
    entry.fields.map(({ category, field, type, origin, thirdPerson, correct }) => ({
      ...{ group, category, field, type },
      origin: origin ?? entry.origin,
      thirdPerson: thirdPerson ?? false,
      correct: correct ?? null,
    })),
  )

/** The categories of which a source holds anything. */
export const heldCategories = (map: SourceMap): string[] => [
  ...new Set(heldFields(map).map(({ category }) => category)),
]

/** The facts a source answers. */
export function factsOf(map: SourceMap): string[] {
  if (isRelational(map)) return Object.keys(map.facts)
  return "facts" in map ? map.facts : []
}

/** The operations a source can stop, by purpose. */
export const stoppable = (map: SourceMap): Readonly<Record<string, readonly string[]>> =>
  ("processing" in map && map.processing?.purposes) || {}

const NAMES = ["name", "patronymic"]
const PARTS = ["surname", "given_name", "patronymic"]

/** The kinds of identifiers that name one person for life in a source. */
export const provingOf = ({ subject }: Exclude<SourceMap, { connector: "manual" }>): string[] =>
  subject.identifiers.flatMap(({ kind, proves }) => (proves ? [kind] : []))

/**
 * The fields that make up what a person is called, in the order they are said: those the map names, else those of the
 * categories `name` and `patronymic`, surname first.
 */
export function calledBy(map: SourceMap): { category: string; field: string }[] {
  if (isManual(map)) return []
  if (map.subject.name) return map.subject.name
  const found = new Map<string, { category: string; field: string }>()
  for (const { category, field } of heldFields(map))
    if (NAMES.includes(category)) found.set(`${category}.${field}`, { category, field })
  const others = [...found.values()].filter(({ field }) => !PARTS.includes(field))
  const parts = PARTS.flatMap((part) => [...found.values()].filter(({ field }) => field === part))
  return [...parts, ...others]
}
