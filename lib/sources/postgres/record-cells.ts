import type { Item, Json } from "../connector"
import type { Field, Origin } from "../map-schema"
import type { Mapped } from "../planning"
import type { RecordBlock, Unnamed } from "../record-block"
import type { Segment } from "./count"
import { itemId } from "./item-id"
import { originCode } from "./read"
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
  /** Where in the cells they stand; -1 where nothing says it. */
  value: number
  at: number
  by: number
}
type Lines = { lines: readonly Line[]; columns: readonly string[]; recorded: number }

/** Where in the cells of a row each of its items stands: the row's key first, then moments and givers, then the values. */
function linesOf(segment: Segment): Lines {
  const { entry, category, fields } = segment
  const columns = entry.primaryKey
  const { moments, givers } = sharedBy(segment)
  const [moment, giver] = [columns.length, columns.length + moments.length]
  const cellAt = (column: string | undefined) =>
    column === undefined ? -1 : moment + moments.indexOf(column)
  const lines = fields.map((field, i): Line => {
    const origin = originOf(segment, field)
    return {
      ...{ category, field: field.field, type: field.type, origin },
      ...{ thirdPerson: field.thirdPerson ?? false, place: placeOfField(entry, field) },
      value: giver + givers.length + i,
      at: cellAt(momentOf(segment, field)),
      by: typeof origin === "string" ? -1 : giver + givers.indexOf(origin.column),
    }
  })
  return { lines, columns, recorded: cellAt(entry.recordedAt) }
}

type Peppered = Pick<Mapped, "name"> & { readonly pepper: string }

/** Rows of a segment as a block; `text`: a JSON list of the cells of each. */
export function blockOf(
  source: Peppered,
  segment: Segment,
  subject: string,
  written: Pick<RecordBlock, "rows" | "items" | "text">,
): RecordBlock {
  return {
    ...written,
    // A quote inside a value is escaped: what reads so is the size of a scan.
    isPlain: segment.fields.every(({ thirdPerson }) => !thirdPerson) && !written.text.includes('"bytes"'),
    ...opening(source, segment, subject),
  }
}

/** What opens the cells of rows, row by row, and names their items. */
function opening(source: Peppered, segment: Segment, subject: string): Pick<RecordBlock, "open" | "idOf"> {
  const about = { source: source.name, subject }
  const { home } = segment
  const found = linesOf(segment)
  return {
    *open(text) {
      for (const cells of JSON.parse(text) as Cells[]) yield itemsIn(found, cells, about)
    },
    idOf: ({ field, key }) => itemId(source.pepper, home, field, key),
  }
}

function itemsIn(
  { lines, columns, recorded }: Lines,
  cells: Cells,
  { source, subject }: Pick<Item, "source" | "subject">,
): Unnamed[] {
  const key: Record<string, string> = {}
  for (let i = 0; i < columns.length; i += 1) key[columns[i] ?? ""] = String(cells[i])
  const recordedAt = textIn(cells, recorded)
  const items: Unnamed[] = []
  for (const line of lines) {
    const value = cells[line.value] ?? null
    if (value === null) continue
    const { category, field, type, thirdPerson, place } = line
    const origin = { by: originCode(line.origin, cells[line.by]), at: textIn(cells, line.at) }
    items.push({ source, subject, category, field, value, type, origin, thirdPerson, place, key, recordedAt })
  }
  return items
}

function textIn(cells: Cells, at: number): string | null {
  const cell = cells[at]
  return typeof cell === "string" ? cell : null
}
