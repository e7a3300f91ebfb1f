import type { Item, Json, RowKey } from "../connector"
import type { Field, Origin } from "../map-schema"
import type { Segment } from "./count"
import { keyDigest } from "./item-id"
import { originCode } from "./read"
import type { PostgresSource } from "./source"
import { placeOfField } from "./value-sql"

/** The columns of a row that several of its fields share: they stand in its cells once, behind its key. */
type Shared = { moments: string[]; givers: string[] }

const originOf = ({ entry }: Segment, field: Field): Origin => field.origin ?? entry.origin
const momentOf = ({ entry }: Segment, field: Field): string | undefined => field.givenAt ?? entry.givenAt

/** Which columns say when and by whom the fields of a segment were given. */
export function sharedBy(segment: Segment): Shared {
  const { entry, fields } = segment
  const at = [entry.recordedAt, ...fields.map((field) => momentOf(segment, field))]
  const by = fields.map((field) => originOf(segment, field))
  return {
    moments: [...new Set(at.filter((column) => column !== undefined))],
    givers: [...new Set(by.flatMap((origin) => (typeof origin === "string" ? [] : [origin.column])))],
  }
}

type Cells = readonly (Json | undefined)[]
type Line = Pick<Item, "category" | "field" | "type" | "thirdPerson" | "place"> & {
  origin: Origin
  prefix: string
  /** Where in the cells they stand; -1 where nothing says it. */
  value: number
  at: number
  by: number
}

/** What makes items of cells: each row's key, then moments and givers, then the value of each field. */
export function itemsOfCells(source: PostgresSource, segment: Segment, subject: string) {
  const { entry, entryName } = segment
  const columns = entry.primaryKey
  const { moments, givers } = sharedBy(segment)
  const cellOfMoment = (column: string | undefined) =>
    column === undefined ? -1 : columns.length + moments.indexOf(column)
  const recorded = cellOfMoment(entry.recordedAt)
  const lines = segment.fields.map((field, i): Line => {
    const origin = originOf(segment, field)
    return {
      ...{ category: segment.category, field: field.field, type: field.type, origin },
      ...{ thirdPerson: field.thirdPerson ?? false, place: placeOfField(entry, field) },
      prefix: `${entryName}.${field.field}.`,
      value: columns.length + moments.length + givers.length + i,
      at: cellOfMoment(momentOf(segment, field)),
      by: typeof origin === "string" ? -1 : columns.length + moments.length + givers.indexOf(origin.column),
    }
  })
  const items = (text: string): Item[] => {
    const found: Item[] = []
    for (const cells of JSON.parse(text) as Cells[]) {
      const key: Record<string, string> = {}
      for (let i = 0; i < columns.length; i += 1) key[columns[i] ?? ""] = String(cells[i])
      const row = { source: source.name, subject, key, digest: keyDigest(source.pepper, entryName, key) }
      for (const line of lines)
        if ((cells[line.value] ?? null) !== null) found.push(itemOf(line, row, cells, recorded))
    }
    return found
  }
  return items
}

type OfRow = { source: string; subject: string; key: RowKey; digest: string }

function itemOf(line: Line, { source, subject, key, digest }: OfRow, cells: Cells, recorded: number): Item {
  const { prefix, category, field, type, thirdPerson, place, origin } = line
  return {
    id: prefix + digest,
    source,
    subject,
    category,
    field,
    // No value is absent: only those that are there become items.
    value: cells[line.value] ?? null,
    type,
    origin: { by: originCode(origin, cells[line.by]), at: textIn(cells, line.at) },
    thirdPerson,
    place,
    key,
    recordedAt: textIn(cells, recorded),
  }
}

function textIn(cells: Cells, at: number): string | null {
  const cell = cells[at]
  return typeof cell === "string" ? cell : null
}
