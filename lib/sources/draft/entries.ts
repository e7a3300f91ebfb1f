import type { LiveSchema, LiveTable } from "../postgres/live-schema"
import type { Shapes } from "../postgres/sample"
import { impliedKeys, rank, type Way, waysTo, wayText } from "./paths"
import { type Placed, placeTable } from "./place"
import { personal } from "./recognise"
import { covered, type Target } from "./score"
import { joined, type Sharing, sharedBy } from "./shared"
import type { Subject } from "./subject"
import { meaningsOf, wordsOf } from "./words"

/** One entry of the proposed map, and what its author must look at. */
export type DraftEntry = {
  name: string
  table: LiveTable
  way: Way
  /** The value that tells this entry's rows from others of the table; `step`: it stands in the first table of the way. */
  only: { column: string; value: string; step: boolean } | null
  shares: Sharing | null
  placed: readonly Placed[]
  unplaced: readonly string[]
  asks: readonly string[]
}

const TEXTS = /^(text|character varying|bpchar)$/

/**
 * A column whose few values each name a category of their own: the table holds several, told apart by it; unless the table
 * is named as one category more.
 */
function splitting(table: LiveTable, targets: readonly Target[]) {
  const categories = [...new Set(targets.map(({ category }) => category.code))]
  const place = meaningsOf(table.name)
  for (const { name, allowed } of table.columns) {
    const found = allowed.map((value) => {
      const asked = meaningsOf(value)
      return { value, category: categories.find((code) => covered(asked, meaningsOf(code)) >= 0.85) }
    })
    const distinct = new Set(found.map(({ category }) => category))
    const named = categories.some((code) => !distinct.has(code) && covered(meaningsOf(code), place) >= 0.85)
    if (allowed.length > 1 && distinct.size === allowed.length && !distinct.has(undefined) && !named)
      return { column: name, values: found }
  }
  return null
}

const codeOf = (text: string): string => {
  const code = wordsOf(text)
    .join("_")
    .replace(/[^a-z0-9_]/g, "")
  return /^[a-z]/.test(code) ? code : `t_${code}`
}

/** Entries for every table that leads to the person, the person's own first. */
export function draftEntries(
  schema: LiveSchema,
  subject: Subject,
  shapes: Shapes,
  targets: readonly Target[],
): DraftEntry[] {
  const implied = impliedKeys(schema, subject)
  const known = { ...schema, keys: [...implied, ...schema.keys] }
  const tables = schema.tables.filter(({ kind }) => kind === "table")
  const ways = new Map(
    tables
      .filter(({ name }) => name !== subject.table.name)
      .map((table) => [table, waysTo(known, table.name, subject.table.name, subject.key)] as const)
      .filter(([, found]) => found.length > 0),
  )
  const reached = new Set([subject.table.name, ...[...ways.keys()].map(({ name }) => name)])
  const names = new Set<string>()
  const nameOf = (text: string, more: string) => {
    const short = codeOf(text.slice(text.indexOf(".") + 1) + more)
    const name = names.has(short) ? codeOf(text + more) : short
    names.add(name)
    return name
  }
  const own = entriesOf(schema, itself(subject), [], { shapes, targets, reached, nameOf })
  return [
    ...own,
    ...[...ways].flatMap(([table, found]) => {
      const [first = [], ...others] = [...found].sort((a, b) => rank(known, a) - rank(known, b))
      const asks = [
        ...(first.some((key) => implied.includes(key))
          ? [`no foreign key says that ${wayText(first)}; the column's name does: is it so?`]
          : []),
        ...others.map(
          (way) =>
            `the rows lead to people also by ${wayText(way)}: are they about them too? Then add an entry`,
        ),
      ]
      return entriesOf(schema, table, first, { shapes, targets, reached, nameOf }).map((entry) => ({
        ...entry,
        asks: [...asks, ...entry.asks],
      }))
    }),
  ]
}

type Known = {
  shapes: Shapes
  targets: readonly Target[]
  reached: ReadonlySet<string>
  nameOf(text: string, more: string): string
}

function entriesOf(schema: LiveSchema, table: LiveTable, way: Way, known: Known): DraftEntry[] {
  const { shapes, targets, reached, nameOf } = known
  const shared = sharedBy(schema, table, reached, shapes)
  const whole = shared ? joined(table, shared.table) : table
  const seen = new Map([...(shapes.get(shared?.table.name ?? "") ?? []), ...(shapes.get(table.name) ?? [])])
  const step = schema.tables.find(({ name }) => name === way[1]?.table)
  const split = splitting(table, targets) ?? (step ? splitting(step, targets) : null)
  const isStep = split !== null && !table.columns.some(({ name }) => name === split.column)
  const cases = split ? split.values.map(({ value, category }) => ({ value, category })) : [null]
  return cases.map((each) => {
    const among = each ? targets.filter(({ category }) => category.code === each.category) : targets
    const { placed, unplaced } = placeTable(
      { keys: schema.keys, way: way[0]?.columns ?? [] },
      whole,
      seen,
      among,
    )
    return {
      name: nameOf(table.name, each ? `_${each.value}` : ""),
      ...{ table, way, shares: shared, placed },
      only: each && split ? { column: split.column, value: each.value, step: isStep } : null,
      unplaced: unplaced.map(({ name }) => name),
      asks: [],
    }
  })
}

/** The person's table without what the source and the portal keep there for themselves. */
const itself = ({ table, changed, restriction }: Subject): LiveTable => ({
  ...table,
  columns: table.columns.filter(
    ({ name }) => ![changed, restriction?.scope, restriction?.since].includes(name),
  ),
})

/** Tables that nothing joins to people and that yet seem to hold what is personal: table, columns. */
export function unreached(
  schema: LiveSchema,
  entries: readonly DraftEntry[],
  shapes: Shapes,
): [string, string[]][] {
  const mapped = new Set(entries.flatMap(({ table, shares }) => [table.name, shares?.table.name]))
  return schema.tables
    .filter(({ name, kind }) => kind === "table" && !mapped.has(name))
    .map(({ name, columns }): [string, string[]] => [
      name,
      columns
        .filter((column) => TEXTS.test(column.type) || shapes.get(name)?.has(column.name))
        .filter((column) => personal(column, shapes.get(name)?.get(column.name)) !== null)
        .map((column) => column.name),
    ])
    .filter(([, columns]) => columns.length > 0)
}

/** Tables not mapped whose rows say of what they are by two columns, a kind beside a number: table, the two. */
export function kindBesideKey(schema: LiveSchema, entries: readonly DraftEntry[]): [string, string[]][] {
  const mapped = new Set(entries.map(({ table }) => table.name))
  return schema.tables
    .filter(({ name, kind }) => kind === "table" && !mapped.has(name))
    .flatMap(({ name, columns }) =>
      columns.flatMap((column): [string, string[]][] => {
        const stem = /^(.+?)_?(?:type|kind|class|table)$/i.exec(column.name)?.[1]
        const key = columns.find(
          (each) => stem !== undefined && [`${stem}_id`, `${stem}Id`].includes(each.name),
        )
        return key ? [[name, [column.name, key.name]]] : []
      }),
    )
}
