import { AnswerUnusable } from "../failures"
import { normal } from "../spelling"
import type { Export, FilesSource } from "./export"
import { fieldsOf, HELD, HELD_FILE, lookAt } from "./items"
import { DIGEST, type Place, type Places } from "./places"
import type { Row } from "./rows"

/** By what a system knows its people. */
export const PEOPLE_FILE = "people.csv"
export const PEOPLE = ["subject", "kind", "value"] as const

/** What is known of a person beside what they are known by: a category restricted, a purpose's operation stopped. */
export const RESTRICTED = "restricted"
export const STOPPED = "stopped"

/** So many items are told apart in memory at once. */
const TOLD_APART = 50_000

const untrue = (name: string, what: string) => new AnswerUnusable(name, what)

const placeOf = <C extends string>(
  { cells, n, offset, length }: Row<C>,
  columns: readonly C[],
  digest: Export["digest"],
): Place => ({
  ...{ n, offset, length, field: 0, recordedAt: null },
  ...{ row: digest(columns.map((column) => cells[column])), item: Buffer.alloc(DIGEST) },
})

/** Looks at who there is, and by what: the keys of everybody, in their order. Throws AnswerUnusable. */
export async function lookAtPeople(
  source: Pick<FilesSource, "name" | "map">,
  rows: AsyncIterable<Row<(typeof PEOPLE)[number]>>,
  { digest, people, named }: Pick<Export, "digest" | "people" | "named">,
): Promise<Set<string>> {
  const { kind: own, identifiers } = source.map.subject
  const keys = new Set<string>()
  for await (const row of rows) {
    const { subject, kind, value } = row.cells
    const known = identifiers.find((each) => each.kind === kind)
    const isMark = kind === RESTRICTED || kind === STOPPED
    if (!subject || (!known && !isMark && kind !== own))
      throw untrue(source.name, `${PEOPLE_FILE} has no such kind in row ${row.n}`)
    keys.add(subject)
    const place = placeOf(row, PEOPLE, digest)
    await people.add(digest([subject]), place)
    if (known && !isMark && value) await named.add(digest([kind, normal[known.normalise](value)]), place)
  }
  return new Set([...keys].sort(compareKeys))
}

/** Looks at each item. Throws AnswerUnusable. */
export async function lookAtHeld(
  source: Pick<FilesSource, "name" | "map">,
  rows: AsyncIterable<Row<(typeof HELD)[number]>>,
  { digest, keys, held }: Pick<Export, "digest" | "keys" | "held">,
): Promise<void> {
  const fields = fieldsOf(source.map)
  let last: { subject: string; key: Buffer } = { subject: "", key: Buffer.alloc(0) }
  for await (const row of rows) {
    const { subject, category, field, record } = row.cells
    if (!keys.has(subject))
      throw untrue(source.name, `${HELD_FILE} has somebody in row ${row.n} who is not in ${PEOPLE_FILE}`)
    if (last.subject !== subject) last = { subject, key: digest([subject]) }
    const looked = lookAt(source.name, fields, row.cells, row.n)
    const item = digest([subject, category, field, record])
    await held.add(last.key, { ...placeOf(row, HELD, digest), ...looked, item })
  }
}

/** Throws where one item stands twice, however many there are of one person. */
export async function assertOnce(name: string, held: Places): Promise<void> {
  let again = Number.POSITIVE_INFINITY
  for (const { size, entries } of held.shelves()) {
    const parts = Math.ceil(size / TOLD_APART)
    for (let part = 0; part < parts; part += 1) {
      const seen = new Set<string>()
      for await (const { place } of entries()) {
        if (place.item.readUInt16LE(0) % parts !== part) continue
        const item = place.item.toString("latin1")
        if (seen.has(item)) again = Math.min(again, place.n)
        seen.add(item)
      }
    }
  }
  if (again < Number.POSITIVE_INFINITY)
    throw untrue(name, `${HELD_FILE} has one item twice, again in row ${again}`)
}

/** Numbers by their size, other keys as text. */
export const compareKeys = (one: string, other: string): number =>
  /^\d{1,15}$/.test(one) && /^\d{1,15}$/.test(other)
    ? Number(one) - Number(other)
    : one < other
      ? -1
      : Number(one > other)
