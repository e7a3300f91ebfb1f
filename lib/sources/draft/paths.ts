import type { ForeignKey } from "../postgres/catalog"
import type { LiveSchema } from "../postgres/live-schema"
import type { Subject } from "./subject"
import { wordsOf } from "./words"

/** A way from a table to the person's: the foreign keys followed, the last one onto the person's table. */
export type Way = readonly ForeignKey[]

/**
 * Every way from a table to the subject's that is as short as the shortest, by foreign keys that name the person's key or
 * lie between. Nobody's rows are reached through a table twice.
 */
export function waysTo(schema: Pick<LiveSchema, "keys">, table: string, subject: string, key: string): Way[] {
  let ways: Way[] = [[]]
  const seen = new Set([table])
  while (ways.length > 0) {
    const longer = ways.flatMap((way) => {
      const here = way.at(-1)?.target ?? table
      return schema.keys.filter((each) => each.table === here).map((each) => [...way, each])
    })
    const there = longer.filter((way) => {
      const last = way.at(-1)
      return last?.target === subject && last.columns.length === 1 && last.targetColumns[0] === key
    })
    if (there.length > 0) return there
    ways = longer.filter((way) => {
      const next = way.at(-1)?.target ?? ""
      return next !== subject && !seen.has(next)
    })
    for (const way of ways) seen.add(way.at(-1)?.target ?? "")
  }
  return []
}

/**
 * Columns named as those that refer to the person elsewhere are, or as the person's key is, with no foreign key to say so;
 * where a table has none, what stands in its jsonb under such a name.
 */
export function impliedKeys({ tables, keys }: LiveSchema, { table, key }: Subject): ForeignKey[] {
  const type = table.columns.find(({ name }) => name === key)?.type
  const direct = keys.filter(({ target, targetColumns }) => target === table.name && targetColumns[0] === key)
  const names = new Set([key, ...direct.flatMap(({ columns }) => columns)])
  const hasWord = (name: string) => names.has(name) && wordsOf(name).length > 1
  return tables
    .filter((each) => each.kind === "table" && each.name !== table.name)
    .flatMap((each) => {
      const named = each.columns.filter((column) => hasWord(column.name) && column.type === type)
      const said =
        named.length > 0 ? named : each.parts.filter(({ inside }) => hasWord(inside?.path.at(-1) ?? ""))
      return said
        .filter((column) => !keys.some((own) => own.table === each.name && own.columns[0] === column.name))
        .map((column) => ({
          ...{ table: each.name, columns: [column.name], target: table.name, targetColumns: [key] },
          ...{ onDelete: "refuse" as const, deferrable: false },
        }))
    })
}

/** The way to take first: by a column that is always filled, else in the order of the columns. */
export const rank = (schema: LiveSchema, [first]: Way): number => {
  const columns = schema.tables.find(({ name }) => name === first?.table)?.columns ?? []
  const at = columns.findIndex(({ name }) => name === first?.columns[0])
  return (columns[at]?.required ? 0 : 1_000) + at
}

/** A way in words: each table, by which of its columns, to which table. */
export const wayText = (way: Way): string =>
  way.map(({ table, columns, target }) => `${table} (${columns.join(", ")}) → ${target}`).join(", ")
