import type { CountQuestion, LastRecorded } from "../connector"
import { groupBy } from "../group"
import { type Segment, segmentsOf } from "./count"
import type { Build } from "./entry-sql"
import { isoValue, liveValue } from "./field-sql"
import { askAbout } from "./meant"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident } from "./sql"
import { assertOwn } from "./subject"

/** `dated`: each row that holds an item says when it was recorded; `last`: the latest of them. */
function writeLast(build: Build, { entry, fields }: Segment, subjects: readonly string[]): string {
  const relation = relationOf(build, entry)
  const live = fields.map((field) => `${liveValue(build, entry, field)} is not null`).join(" or ")
  const dated = entry.recordedAt === undefined ? "false" : `t.${ident(entry.recordedAt)} is not null`
  const last = isoValue(build, entry, entry.recordedAt, (column) => `max(${column})`)
  const where = [ownedBy(build, relation, subjects), ...relation.where, `(${live})`].join(" and ")
  return `select ${relation.owner}::text as subject, bool_and(${dated}) as dated, ${last} as last
from ${relation.from} where ${where} group by 1`
}

/** When the last item of each category was recorded, as `Connector.lastRecorded` says it, in one statement. */
export async function lastRecorded(
  source: PostgresSource,
  { identifiers, categories }: CountQuestion,
): Promise<LastRecorded[]> {
  const segments = segmentsOf(source, categories)
  const { keys, answers } = await askAbout(source, identifiers, (asked) =>
    segments.map((segment) => ({
      key: ["last", asked.length === 1, segment.entryName, segment.category],
      write: (build) => writeLast(build, segment, asked),
      slots: ownerSlots(asked),
    })),
  )
  const found = segments.flatMap(({ category }, i) =>
    (answers[i] ?? []).map((row) => {
      assertOwn(source, keys, row.subject)
      return { category, at: row.dated === true && typeof row.last === "string" ? row.last : null }
    }),
  )
  return [...groupBy(found, ({ category }) => category)].map(([category, rows]) => {
    const known = rows.flatMap(({ at }) => (at === null ? [] : [at]))
    return { category, at: known.length === rows.length ? latest(known) : null }
  })
}

/** The last of several moments: one entry may say days and another instants, with fractions of a second or without. */
export const latest = (moments: readonly string[]): string | null =>
  [...moments].sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null
