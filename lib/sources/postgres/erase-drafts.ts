import type { RowKey } from "../connector"
import { groupBy } from "../group"
import { type Entry, type Field, letsRowsGo } from "../map-schema"
import type { Strategy, Wanted } from "../operation"
import type { Mapped } from "../planning"
import { LARGE_OBJECTS } from "./catalog"
import { isEmptied } from "./erased-sql"
import { type Reference, releaserOf } from "./guards"
import type { Draft } from "./shape-parts"
import { itemsOf, type Survey, type SurveyRow } from "./survey"
import { placeOfField } from "./value-sql"

export type EraseWanted = Extract<Wanted, { op: "erase" }>
export type KeepWanted = Extract<Wanted, { op: "keep" }>
/** A row with those of its fields that an operation is about. */
export type Marked = { survey: Survey; row: SurveyRow; fields: Field[] }

const blank = { op: "erase", purpose: null, after: null } as const

function total(items: Readonly<Record<string, number>>): number {
  return Object.values(items).reduce((sum, each) => sum + each, 0)
}

/** Tells which items of a row are to go: those of the categories wanted, less what is kept. */
export function marking(
  wanted: readonly EraseWanted[],
  kept: readonly KeepWanted[],
): (row: SurveyRow) => Field[] {
  const [going, staying] = [groupBy(wanted, byCategory), groupBy(kept, byCategory)]
  const names = (among: readonly (EraseWanted | KeepWanted)[] | undefined, row: SurveyRow, field: Field) =>
    among?.some(({ items }) => !items || items.includes(row.id(field))) ?? false
  return (row) =>
    row.live.filter(
      (field) =>
        names(going.get(field.category), row, field) && !names(staying.get(field.category), row, field),
    )
}

const byCategory = ({ category }: EraseWanted | KeepWanted): string => category

/** A row goes when every item in it goes, and the map lets its rows go. */
export function goesWhole(
  { survey: { entry }, row, fields }: Marked,
  wanted: readonly EraseWanted[],
): boolean {
  if (!letsRowsGo(entry) || row.common || fields.length < row.live.length) return false
  if (fields.length > 0) return true
  return entry.fields.every((field) => wanted.some((each) => each.category === field.category && !each.items))
}

/** Rows that go, as one operation. */
export function rowsDraft(source: string, name: string, entry: Entry, rows: readonly Marked[]): Draft {
  const items = itemsOf(rows.flatMap(({ fields }) => fields))
  const [first] = rows
  const strategy: Strategy = entry.rows === "detach" ? "detach" : "delete"
  return {
    ...blank,
    source,
    subject: first?.row.owner ?? "",
    entry: name,
    place: entry.table,
    keys: rows.map(({ row }) => row.key),
    strategy,
    category: Object.keys(items)[0] ?? entry.fields[0]?.category ?? "",
    fields: entry.fields.map((field) => field.field),
    items,
    count: total(items),
  }
}

/** By which way fields are emptied together. */
export function strategyOf(fields: readonly Field[]): Strategy {
  const erase = fields.find(isEmptied)?.erase
  return typeof erase === "string" && erase !== "derived" ? erase : "fixed"
}

/** Fields of rows that stay, one operation per category and set of fields. */
export function fieldDrafts(
  source: string,
  { name, entry }: Survey,
  rows: readonly Marked[],
  op: "erase" | "keep",
): Draft[] {
  const parts = rows.flatMap(({ row, fields }) =>
    [...groupBy(fields, (field) => field.category)].map(([category, own]) => ({
      row,
      category,
      fields: own,
    })),
  )
  const groups = groupBy(parts, ({ row, category, fields }) =>
    JSON.stringify([row.owner, category, fields.map((each) => each.field)]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const count = group.length * first.fields.length
    return [
      {
        ...blank,
        op,
        source,
        subject: first.row.owner,
        entry: name,
        place: first.fields.map((field) => placeOfField(entry, field)).join(","),
        keys: group.map(({ row }) => row.key),
        strategy: op === "keep" ? "keep" : strategyOf(first.fields),
        category: first.category,
        fields: first.fields.map((field) => field.field),
        items: { [first.category]: count },
        count,
      },
    ]
  })
}

/** Large objects behind values that go, one operation per field: gone before the numbers that lead to them. */
export function objectDrafts(
  source: string,
  { name, entry }: Survey,
  rows: readonly { row: SurveyRow; fields: readonly Field[] }[],
): Draft[] {
  const marked = (field: Field) =>
    rows.flatMap(({ row, fields }) => {
      const oid = fields.includes(field) ? row.objects?.[entry.fields.indexOf(field)] : null
      return oid ? [{ row, oid }] : []
    })
  return entry.fields.flatMap((field) => {
    const [first, ...others] = marked(field)
    if (!first) return []
    return [
      {
        ...blank,
        source,
        subject: first.row.owner,
        entry: name,
        place: LARGE_OBJECTS,
        keys: [first, ...others].map(({ oid }) => ({ oid })),
        strategy: "delete" as const,
        category: field.category,
        fields: [field.field],
        items: {},
        count: 0,
      },
    ]
  })
}

/** Foreign keys to be emptied, one operation per key. */
export function releaseDrafts(source: Mapped, releases: readonly Reference[], owner: string): Draft[] {
  const { entries } = source.map
  const groups = groupBy(releases, ({ key }) => `${key.table}.${key.columns.join(",")}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    const releaser = first && releaserOf(Object.values(entries), first.key)
    const name = Object.keys(entries).find((each) => entries[each] === releaser?.entry)
    if (!releaser || name === undefined) return []
    const { entry, columns } = releaser
    return [
      {
        ...blank,
        source: source.name,
        subject: owner,
        entry: name,
        place: columns.map((column) => `${entry.table}.${column}`).join(","),
        keys: [...new Map(group.map(({ from }) => [JSON.stringify(from), from])).values()],
        strategy: "detach" as const,
        category: entry.fields[0]?.category ?? "",
        fields: [],
        items: {},
        count: 0,
        after: Object.fromEntries(columns.map((column) => [column, null])),
      },
    ]
  })
}

/** The shared rows behind links that are cut, by table. */
export function sharedOf(
  going: readonly Marked[],
): { table: string; name: string; entry: Entry; keys: RowKey[] }[] {
  const linked = going.filter(({ row }) => row.shared !== null)
  const byTable = groupBy(linked, ({ survey: { entry } }) => entry.shares?.table ?? "")
  return [...byTable].flatMap(([table, group]) => {
    const [first] = group
    if (!first) return []
    const keys = new Map(group.map(({ row }) => [JSON.stringify(row.shared), row.shared ?? {}]))
    return [{ table, name: first.survey.name, entry: first.survey.entry, keys: [...keys.values()] }]
  })
}
