import type { CategoryCount, CountAnswer, CountQuestion, Identifiers } from "../connector"
import { groupBy } from "../group"
import type { Entry, Field } from "../map-schema"
import type { Mapped } from "../planning"
import { homeOf } from "../restriction-map"
import type { Build } from "./entry-sql"
import { leftValue, liveValue } from "./field-sql"
import { askAbout, type Meant } from "./meant"
import type { Row } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { assertOwn } from "./subject"
import type { Question } from "./together"

/** The items of one category in one entry; `left`: those an erasure has still to take. */
export type Segment = {
  entryName: string
  /** The entry its items are named by. */
  home: string
  entry: Entry
  category: string
  fields: Field[]
  items: number
  left: number
}

/** Where the map holds each category, in the map's order: first by category, then by entry. */
export function segmentsOf(source: Pick<Mapped, "map">, categories?: readonly string[]): Segment[] {
  const byCategory = new Map<string, Segment[]>(categories?.map((category) => [category, []]))
  for (const [entryName, entry] of Object.entries(source.map.entries)) {
    const home = homeOf(source.map, entryName)
    for (const field of entry.fields) {
      const { category } = field
      if (categories && !categories.includes(category)) continue
      const segments = byCategory.get(category) ?? []
      byCategory.set(category, segments)
      const found = segments.find((segment) => segment.entryName === entryName)
      if (found) found.fields.push(field)
      else segments.push({ entryName, home, entry, category, fields: [field], items: 0, left: 0 })
    }
  }
  return [...byCategory.values()].flat()
}

/** Whether an erasure leaves the year of a date here. */
export const leavesAYear = ({ fields }: Segment): boolean =>
  fields.some(({ erase }) => erase === "truncate_date")

function writeCount(build: Build, segments: readonly Segment[], subjects: readonly string[]): string {
  const [first] = segments
  if (!first) throw new Error("nothing to count")
  const relation = relationOf(build, first.entry)
  const counts = segments.map((segment, i) => {
    const sum = (value: typeof liveValue) => {
      const values = segment.fields.map((field) => value(build, first.entry, field))
      // One aggregate for them all: each costs the source more than what it counts.
      return values.length === 1 ? `count(${values[0]})` : `sum(num_nonnulls(${values.join(", ")}))`
    }
    return [`${sum(liveValue)} as "n${i}"`, ...(leavesAYear(segment) ? [`${sum(leftValue)} as "l${i}"`] : [])]
  })
  const where = [ownedBy(build, relation, subjects), ...relation.where].join(" and ")
  return `select ${relation.owner}::text as subject, ${counts.flat().join(", ")} from ${relation.from} where ${where} group by ${relation.key.parts.map(({ text }) => text).join(", ")}`
}

/** The segments of each entry. */
export const byEntry = (segments: readonly Segment[]): Segment[][] => [
  ...groupBy(segments, (segment) => segment.entryName).values(),
]

const countQuestions = (segments: readonly Segment[], subjects: readonly string[]): Question[] =>
  byEntry(segments).map((group) => ({
    key: ["count", subjects.length === 1, group.map(({ entryName, category }) => [entryName, category])],
    write: (build) => writeCount(build, group, subjects),
    slots: ownerSlots(subjects),
  }))

/**
 * Finds the person and fills in how many of their items each segment has; gives the person's keys, among them one without
 * a row of its own under which something lies all the same.
 */
export async function countSegments(
  source: PostgresSource,
  identifiers: Identifiers,
  segments: readonly Segment[],
): Promise<string[]> {
  const { answers, ...about } = await askAbout(source, identifiers, (keys) => countQuestions(segments, keys))
  return filled(source, about, segments, answers)
}

/** Fills in what the questions of each entry answered; gives the keys something was found of, and those known anyway. */
export function filled(
  source: Pick<Mapped, "name">,
  { subjects, keys }: Meant,
  segments: readonly Segment[],
  answers: readonly Row[][],
): string[] {
  const found = new Set(subjects)
  for (const [g, group] of byEntry(segments).entries()) {
    for (const row of answers[g] ?? []) {
      found.add(assertOwn(source, keys, row.subject))
      for (const [i, segment] of group.entries()) {
        segment.items += Number(row[`n${i}`])
        segment.left += Number(row[leavesAYear(segment) ? `l${i}` : `n${i}`])
      }
    }
  }
  return keys.filter((key) => found.has(key))
}

/** Counted segments by category; categories without items are left out. */
export function inCategories(segments: readonly Segment[]): CategoryCount[] {
  const categories: CategoryCount[] = []
  for (const [category, group] of groupBy(segments, (segment) => segment.category)) {
    const items = group.reduce((sum, segment) => sum + segment.items, 0)
    const thirdPerson = group.some(
      (segment) => segment.items > 0 && segment.fields.some((field) => field.thirdPerson),
    )
    if (items > 0) categories.push({ category, items, thirdPerson })
  }
  return categories
}

/** Items per category; categories without items are left out. */
export async function count(source: PostgresSource, question: CountQuestion): Promise<CountAnswer> {
  const segments = segmentsOf(source, question.categories)
  const subjects = await countSegments(source, question.identifiers, segments)
  return {
    source: source.name,
    subjects,
    categories: inCategories(segments),
    readAt: new Date().toISOString(),
  }
}
