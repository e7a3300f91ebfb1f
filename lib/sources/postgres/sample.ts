import { partsOf } from "../draft/parts"
import { type Shape, shapeOf } from "../draft/shapes"
import { SourceRefused, SourceUnreachable } from "../failures"
import type { LiveColumn, LiveSchema, LiveTable } from "./live-schema"
import type { Ask } from "./pool"
import { ident, tableIdent } from "./sql"

/** Column to the shape of its values, by table. Never a value. */
export type Shapes = ReadonlyMap<string, ReadonlyMap<string, Shape>>
/** The shapes, and the tables with what was seen inside their jsonb columns. */
export type Sampled = { tables: readonly LiveTable[]; shapes: Shapes }

/** Longer texts are cut, and longer jsonb is not looked into. */
const LONGEST = { text: 64, json: 4_000 }
/** Above this a table is sampled by pages instead of read from its beginning. */
const LARGE = 20_000

const LOOKED = /^(text|character varying|character|bpchar|citext|date|inet|jsonb)$/
const isJson = ({ type }: LiveColumn): boolean => type === "jsonb"

const textOf = (column: LiveColumn): string => {
  const text = `${ident(column.name)}::text`
  const { json, text: most } = LONGEST
  return isJson(column) ? `case when length(${text}) <= ${json} then ${text} end` : `left(${text}, ${most})`
}

/**
 * Looks at no more than `most` rows of a table and says what the values of each column look like, and what jsonb holds.
 * The values stay in this function; of a table that cannot be read in time or at all nothing is known.
 */
async function look(ask: Ask, table: LiveTable, most: number): Promise<[LiveTable, Map<string, Shape>]> {
  const columns = table.columns.filter(({ type, readable }) => readable && LOOKED.test(type))
  const shapes = new Map<string, Shape>()
  if (table.kind !== "table" || columns.length === 0) return [table, shapes]
  const values = columns.map((column, i) => `${textOf(column)} as "c${i}"`)
  const share = Math.min(100, (most * 500) / Math.max(table.rows, 1))
  const sampled = table.rows > LARGE ? ` tablesample system (${share.toFixed(4)})` : ""
  const text = `select ${values.join(", ")} from ${tableIdent(table.name)}${sampled} limit ${most}`
  const parts: LiveColumn[] = []
  try {
    const [rows = []] = await ask([{ text, values: [] }])
    for (const [i, column] of columns.entries()) {
      const seen = rows
        .map((row) => row[`c${i}`])
        .filter((value): value is string => typeof value === "string")
      const found = isJson(column) ? partsOf(column, seen) : [{ column, shape: shapeOf(seen) }]
      for (const { column: each, shape } of found) if (shape) shapes.set(each.name, shape)
      if (isJson(column)) parts.push(...found.map((part) => part.column))
    }
  } catch (error) {
    if (!(error instanceof SourceRefused || error instanceof SourceUnreachable)) throw error
  }
  return [{ ...table, parts }, shapes]
}

/** What the values of every table's columns look like, one table after the other. Throws nothing of the source's. */
export async function sample(
  ask: Ask,
  { tables }: Pick<LiveSchema, "tables">,
  most: number,
): Promise<Sampled> {
  const looked: [LiveTable, Map<string, Shape>][] = []
  for (const table of tables) looked.push(await look(ask, table, most))
  return {
    tables: looked.map(([table]) => table),
    shapes: new Map(looked.map(([{ name }, shapes]) => [name, shapes])),
  }
}
