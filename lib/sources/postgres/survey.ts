import type { RowKey } from "../connector"
import { type Entry, type Field, holdsLargeObjects } from "../map-schema"
import type { Span } from "../operation"
import type { Looking, Mapped } from "../planning"
import { homeOf } from "../restriction-map"
import type { Build } from "./entry-sql"
import { liveValue } from "./field-sql"
import { keyText } from "./guards"
import { itemId } from "./item-id"
import { isKey } from "./owner-sql"
import type { Row } from "./pool"
import { keyColumns, keyOf } from "./read"
import { leadsToMany, ownedBy, ownerSlots, relationOf } from "./relation"
import { wholeRow } from "./shape-erase"
import type { PostgresSource } from "./source"
import { canSpan, inSpan, MOST_NAMED, spanSlots } from "./span-sql"
import { ident } from "./sql"
import { rowDigest } from "./statement"
import { assertOwn } from "./subject"
import { assertKeys, type CountedSpan, spansOf } from "./survey-spans"
import type { Question } from "./together"
import { rawValue } from "./value-sql"

/** One row of a person: its key, whose it is, which of its fields hold an item, and the shared row behind it. */
export type SurveyRow = {
  owner: string
  key: RowKey
  /** Table and key as one text; see keyText. */
  name: string
  live: Field[]
  shared: RowKey | null
  /** Other people are led to it as well. */
  common: boolean
  /** The digest of the whole row; null where nobody asked for it. */
  digest: string | null
  /** The numbers of large objects, by the position of their fields; absent where the entry has none. */
  objects?: readonly (string | null)[]
  id(field: Field): string
}
/** `spans`: all rows, where they are too many to be named; `rows` has none then. `rowsIn` names those of one span. */
export type Survey = {
  name: string
  entry: Entry
  rows: SurveyRow[]
  spans?: readonly CountedSpan[]
  rowsIn?: (span: Span) => Promise<SurveyRow[]>
}

type Asked = { isWhole: boolean; spanning: "named" | "counted" | "in" }

function writeSurvey(
  build: Build,
  source: PostgresSource,
  entry: Entry,
  { isWhole, spanning }: Asked,
): string {
  const relation = relationOf(build, entry)
  const live = entry.fields.map((field) => `${liveValue(build, entry, field)} is not null`)
  const shared = entry.shares?.primaryKey.map((column, i) => `s.${ident(column)}::text as "s${i}"`) ?? []
  const keys = entry.primaryKey.map((column) => `t.${ident(column)}`)
  const row = [relation.owner, ...keys].map((column) => `${column}::text`)
  const pepper = () => build.params.add(source.pepper, "text")
  const columns = [
    `${relation.owner}::text as subject`,
    keyColumns(entry),
    ...shared,
    `array[${live.join(", ")}] as live`,
    `${isWhole ? rowDigest(pepper(), [...row, ...wholeRow(build, entry)]) : "null::text"} as digest`,
    `${isCommon(build, entry)} as common`,
  ]
  if (holdsLargeObjects(entry)) columns.push(`${objectsOf(build, entry)} as objects`)
  const meant = spanning === "in" ? inSpan(build, entry, relation) : [ownedBy(build, relation, [""])]
  const where = [...meant, ...relation.where].join(" and ")
  const limit =
    spanning === "counted" && canSpan(build, entry)
      ? ` limit ${build.params.add(MOST_NAMED + 1, "bigint")}`
      : ""
  return `select ${columns.join(", ")} from ${relation.from} where ${where} order by ${keys.join(", ")}${limit}`
}

const objectsOf = (build: Build, entry: Entry): string =>
  `array[${entry.fields.map((field) => (field.largeObject ? `${rawValue(build, entry, field)}::text` : "null")).join(", ")}]`

/** Whether the row is led to from anybody else too: only where ways are many can it be. */
function isCommon(build: Build, entry: Entry): string {
  if (!leadsToMany(build, entry)) return "false"
  const { from, where, key } = relationOf(build, entry)
  const columns = entry.primaryKey.map((column) => `t.${ident(column)}`).join(", ")
  const others = [...where, `not (${isKey(build, key, "subject")})`].join(" and ")
  return `(${columns}) in (select ${columns} from ${from} where ${others})`
}

function rowOf(source: PostgresSource, owner: string, name: string, entry: Entry, row: Row): SurveyRow {
  const key = keyOf(entry.primaryKey, row)
  const home = homeOf(source.map, name)
  const flags = Array.isArray(row.live) ? row.live : []
  const { shares } = entry
  return {
    owner: assertOwn(source, [owner], row.subject),
    key,
    name: keyText(entry.table, key),
    live: entry.fields.filter((_, i) => flags[i] === true),
    shared:
      shares && row.s0 !== null
        ? Object.fromEntries(shares.primaryKey.map((column, i) => [column, String(row[`s${i}`])]))
        : null,
    common: row.common === true,
    digest: typeof row.digest === "string" ? row.digest : null,
    ...(Array.isArray(row.objects) ? { objects: row.objects } : {}),
    id: (field) => itemId(source.pepper, home, field.field, key),
  }
}

/** A person's rows of one entry by their keys; with `span`, those of it alone. */
async function namedRows(
  source: PostgresSource,
  owner: string,
  { name, entry }: Pick<Survey, "name" | "entry">,
  span: Span,
): Promise<SurveyRow[]> {
  const asked = { isWhole: false, spanning: "in" } as const
  const prepared = await source.prepare(["survey in span", name], (build) =>
    writeSurvey(build, source, entry, asked),
  )
  const slots = { ...ownerSlots([owner]), ...spanSlots(span) }
  const [rows = []] = await source.reading.ask([prepared.fill(slots)])
  return rows.map((row) => rowOf(source, owner, name, entry, row))
}

const entriesIn = ({ map }: Mapped, { names }: Looking): [string, Entry][] =>
  Object.entries(map.entries).filter(([name]) => names.includes(name))

/** Which rows and items a person has in some entries: one question for each, none of which reads a value. */
export function surveyQuestions(source: PostgresSource, owner: string, looking: Looking): Question[] {
  return entriesIn(source, looking).map(([name, entry]) => {
    const asked: Asked = {
      isWhole: looking.whole.has(name),
      spanning: looking.spanning.has(name) ? "counted" : "named",
    }
    return {
      key: ["survey", name, asked],
      write: (build) => writeSurvey(build, source, entry, asked),
      slots: ownerSlots([owner]),
    }
  })
}

/** What these questions answered: rows with their digest where it was asked for, as spans where they are too many to be named. */
export async function surveyIn(
  source: PostgresSource,
  owner: string,
  looking: Looking,
  answers: readonly Row[][],
): Promise<Map<string, Survey>> {
  const found = new Map<string, Survey>()
  for (const [e, [name, entry]] of entriesIn(source, looking).entries()) {
    const told = answers[e] ?? []
    const isMany = looking.spanning.has(name) && told.length > MOST_NAMED
    const rows = isMany ? [] : told.map((row) => rowOf(source, owner, name, entry, row))
    assertKept(source, entry, rows)
    const rowsIn = (span: Span) => namedRows(source, owner, { name, entry }, span)
    const many = isMany ? { spans: await spansOf(source, owner, name, entry), rowsIn } : {}
    found.set(name, { name, entry, rows, ...many })
  }
  return found
}

/** Throws SourceRefused where the key of the data map names several rows alike. */
export const assertKept = (source: Mapped, entry: Entry, rows: readonly SurveyRow[]): void =>
  assertKeys(source, entry, new Set(rows.map(({ name }) => name)).size, rows.length)

/** Items per category among fields. */
export function itemsOf(fields: readonly Field[]): Record<string, number> {
  const items: Record<string, number> = {}
  for (const { category } of fields) items[category] = (items[category] ?? 0) + 1
  return items
}
