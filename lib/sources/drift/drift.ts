import { personal } from "../draft/recognise"
import { covered } from "../draft/score"
import type { Shape } from "../draft/shapes"
import { meaningsOf } from "../draft/words"
import type { LiveSchema, LiveTable } from "../postgres/live-schema"

/**
 * What in a live schema the map does not account for, or what of the map it bears out no more. Names alone, never a value
 * of the source: `fixed` is the map's own.
 */
export type Drift =
  | { code: "changed_type"; table: string; column: string; full: string; type: string }
  | { code: "not_null"; table: string; column: string }
  | { code: "too_short"; table: string; column: string; longest: number; fixed: string }
  | { code: "holding_table"; table: string; column: string; target: string }
  | { code: "lacking_right" | "excess_right"; table: string; right: string }
  | { code: "personal_column"; table: string; column: string }
  | { code: "table_of_people"; table: string; column: string; target: string }
  | { code: "unlinked_table"; table: string; column: string; target: string }
  | { code: "personal_table"; table: string; column: string }
  | { code: "missing_column"; table: string; column: string; likely: string | null }
  | { code: "missing_table"; table: string; likely: string | null }
  | { code: "trigger"; table: string; trigger: string }
  | { code: "copy"; table: string; view: string }
  | { code: "view"; table: string; view: string }

/** What the map names: its tables with their columns, those that hold a person's data, and what was seen and is none. */
export type Accounted = {
  /** Every column the map names, by table. */
  named: ReadonlyMap<string, ReadonlySet<string>>
  /** The columns whose values are a person's, by table; tables that only lead there have none. */
  held: ReadonlyMap<string, ReadonlySet<string>>
  /** The table of the people, and the columns that name their key anywhere in the map. */
  people?: { table: string; key: string; named: ReadonlySet<string> }
  ignored: readonly { table: string; column?: string; trigger?: string; view?: string }[]
}

type Shapes = ReadonlyMap<string, ReadonlyMap<string, Shape>>

/** Everything in the live schema that the map does not account for, table by table. Pure. */
export function driftOf(schema: LiveSchema, shapes: Shapes, accounted: Accounted): Drift[] {
  const found = [
    ...missing(schema, accounted),
    ...personalColumns(schema, shapes, accounted),
    ...tablesOfPeople(schema, accounted),
    ...unlinkedTables(schema, shapes, accounted),
    ...schema.triggers
      .filter(({ table }) => accounted.held.has(table))
      .map(({ table, name }): Drift => ({ code: "trigger", table, trigger: name })),
    ...viewsOf(schema, accounted),
  ]
  return found
    .filter((drift) => !accounted.ignored.some((each) => isIgnored(each, drift)))
    .filter((drift) => !isNewName(drift, found))
}

/** Said already, of the column that is missing under its old name. */
const isNewName = (drift: Drift, found: readonly Drift[]): boolean =>
  drift.code === "personal_column" &&
  found.some(
    (each) => each.code === "missing_column" && each.table === drift.table && each.likely === drift.column,
  )

const partOf = (drift: Drift, key: "column" | "trigger" | "view"): unknown =>
  Object.entries(drift).find(([name]) => name === key)?.[1]

/** A table said to be nobody's is quiet altogether, else what is named of it. */
const isIgnored = ({ table, ...parts }: Accounted["ignored"][number], drift: Drift): boolean =>
  table === drift.table &&
  (parts.column === undefined || parts.column === partOf(drift, "column")) &&
  (parts.trigger === undefined || parts.trigger === partOf(drift, "trigger")) &&
  (parts.view === undefined || parts.view === partOf(drift, "view"))

const LIKE = 0.7

/** The unnamed column that says nearly the same. */
function likelyColumn(table: LiveTable, column: string, named: ReadonlySet<string>): string | null {
  const asked = meaningsOf(column)
  const [best] = table.columns
    .filter(({ name }) => !named.has(name))
    .map(({ name }) => ({
      name,
      like: Math.min(covered(asked, meaningsOf(name)), covered(meaningsOf(name), asked)),
    }))
    .sort((a, b) => b.like - a.like)
  return best && best.like >= LIKE ? best.name : null
}

/** The unnamed table with most of the columns. */
function likelyTable(
  { tables }: LiveSchema,
  columns: ReadonlySet<string>,
  named: ReadonlySet<string>,
): string | null {
  const [best] = tables
    .filter(({ name, kind }) => kind === "table" && !named.has(name))
    .map((table) => ({
      name: table.name,
      same: table.columns.filter(({ name }) => columns.has(name)).length,
    }))
    .sort((a, b) => b.same - a.same)
  return best && best.same / columns.size >= LIKE ? best.name : null
}

function missing(schema: LiveSchema, { named }: Accounted): Drift[] {
  const tables = new Set(named.keys())
  return [...named].flatMap(([name, columns]): Drift[] => {
    const table = schema.tables.find((each) => each.name === name)
    if (!table) return [{ code: "missing_table", table: name, likely: likelyTable(schema, columns, tables) }]
    const live = new Set(table.columns.map((column) => column.name))
    return [...columns]
      .filter((column) => !live.has(column))
      .map((column) => ({
        ...({ code: "missing_column", table: name, column } as const),
        likely: likelyColumn(table, column, columns),
      }))
  })
}

const personalColumns = ({ tables }: LiveSchema, shapes: Shapes, { named, held }: Accounted): Drift[] =>
  tables
    .filter(({ name }) => held.has(name))
    .flatMap((table) =>
      table.columns
        .filter(({ name }) => !named.get(table.name)?.has(name))
        .filter((column) => personal(column, shapes.get(table.name)?.get(column.name)) !== null)
        .map(({ name }): Drift => ({ code: "personal_column", table: table.name, column: name })),
    )

/** Tables that name people and that the map reaches neither themselves nor by a view over them. */
function tablesOfPeople({ keys, shown }: LiveSchema, { named, held }: Accounted): Drift[] {
  const beneath = new Set(shown.filter(({ view }) => named.has(view)).map(({ table }) => table))
  return keys
    .filter(({ table, target }) => held.has(target) && !named.has(table) && !beneath.has(table))
    .map(({ table, columns, target }) => ({
      ...{ code: "table_of_people", table, column: columns.join(", "), target },
    }))
}

const PERSONAL_NAMES = 2

/**
 * Tables the map does not know and no foreign key leads from, which look as if they were about people all the same: by a
 * column named as the person's key is elsewhere, or by several that are named as personal data.
 */
function unlinkedTables(schema: LiveSchema, shapes: Shapes, { named, held, people }: Accounted): Drift[] {
  if (!people) return []
  const { keys, shown, tables } = schema
  const type = tables
    .find(({ name }) => name === people.table)
    ?.columns.find(({ name }) => name === people.key)?.type
  const beneath = new Set(shown.filter(({ view }) => named.has(view)).map(({ table }) => table))
  const linked = new Set(keys.filter(({ target }) => held.has(target)).map(({ table }) => table))
  return tables
    .filter(
      ({ name, kind }) => kind === "table" && !named.has(name) && !beneath.has(name) && !linked.has(name),
    )
    .filter(({ above }) => above === undefined || !named.has(above))
    .flatMap(({ name: table, columns }): Drift[] => {
      const key = columns.find((column) => people.named.has(column.name) && column.type === type)
      if (key) return [{ code: "unlinked_table", table, column: key.name, target: people.table }]
      const found = columns.filter((column) => personal(column, shapes.get(table)?.get(column.name)) !== null)
      const column = found.map(({ name }) => name).join(", ")
      return found.length < PERSONAL_NAMES ? [] : [{ code: "personal_table", table, column }]
    })
}

/** Views and copies of rows that show a person's columns, each once; those the map reads itself are accounted for. */
function viewsOf({ shown, tables }: LiveSchema, { named, held }: Accounted): Drift[] {
  const seen = new Map<string, Drift>()
  for (const { view, table, column } of shown) {
    if (named.has(view) || !held.get(table)?.has(column)) continue
    const isCopy = tables.some(({ name, kind }) => name === view && kind === "copy")
    seen.set(`${view} ${table}`, { code: isCopy ? "copy" : "view", table, view })
  }
  return [...seen.values()]
}
