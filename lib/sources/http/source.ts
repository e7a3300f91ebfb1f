import { AnswerUnusable, Quarantined } from "../failures"
import type { Ask } from "./client"
import type { ALSO } from "./contract"
import type { HttpMap } from "./map"

/** A system behind the source contract, as its verbs need it. */
export type HttpSource = {
  readonly name: string
  readonly map: HttpMap
  readonly ask: Ask
  /** Where pages begin that are not the first: what the source called the place, by person, categories and offset. */
  readonly cursors: Map<string, string>
}

/** Throws Quarantined unless the answer is about the person asked about. */
export function assertOwn({ name }: Pick<HttpSource, "name">, asked: string, answered: string): void {
  if (asked !== answered) throw new Quarantined(name)
}

/** An answer in the contract's shape that cannot be true: a sentence for staff, without what was answered. */
export const untrue = ({ name }: Pick<HttpSource, "name">, what: string): AnswerUnusable =>
  new AnswerUnusable(name, `gave ${what}`)

/** The categories asked for that the map knows the source to hold. */
export const categoriesOf = ({ map }: HttpSource, categories?: readonly string[]): string[] =>
  Object.keys(map.holds).filter((code) => !categories || categories.includes(code))

/** Item names are category, field and the source's own name of the record. */
export function partsOfItem(id: string): { category: string; field: string; record: string } | null {
  const [category, field, record, ...rest] = id.split(".")
  return category && field && record && rest.length === 0 ? { category, field, record } : null
}

/** Whether the map says of a source that it has what others may leave out. */
export const has = ({ map }: Pick<HttpSource, "map">, what: (typeof ALSO)[number]): boolean =>
  map.also?.includes(what) ?? false

export const hasTwice = (values: readonly string[]): boolean => new Set(values).size < values.length
