import type { RowKey } from "../connector"
import { groupBy } from "../group"
import { keyOf } from "../postgres/read"
import type { Ask, Change } from "./pool"
import type { Build } from "./source"
import { all, columnAt, join, type Sql, sql, tableIdent } from "./sql"
import { keyColumns } from "./steps"
import { keyIn } from "./values"

/** Rows that go from a table whose rows refer to each other: `links` asks which to which (k0… to r0…). */
export type Going = {
  readonly keys: readonly RowKey[]
  readonly primaryKey: readonly string[]
  readonly links: Sql
  remove(keys: readonly RowKey[]): Sql
}

/** How rows of a table go: at once, or where they refer to each other, in turns. */
export function goingOf(
  build: Build,
  table: string,
  primaryKey: readonly string[],
  keys: readonly RowKey[],
): { changes: Sql[]; going?: Going } {
  const remove = (some: readonly RowKey[]) =>
    sql`delete from ${tableIdent(table)} where ${keyIn(build, "", table, primaryKey, some)}`
  const own = build.catalog.foreignKeys.filter(
    (key) => key.table === table && key.target === table && key.onDelete === "refuse" && !key.primaryKey,
  )
  if (own.length === 0) return { changes: [remove(keys)] }
  const on = own.map(({ columns, targetColumns }) =>
    all(columns.map((column, i) => sql`${columnAt("c", column)} = ${columnAt("r", targetColumns[i] ?? "")}`)),
  )
  const among = (alias: string) => keyIn(build, alias, table, primaryKey, keys)
  const links = sql`select ${keyColumns("c", primaryKey)}, ${keyColumns("r", primaryKey, "r")}
from ${tableIdent(table)} c join ${tableIdent(table)} r on (${join(on, " or ")})
where ${among("c")} and ${among("r")} lock in share mode`
  return { changes: [], going: { keys, primaryKey, links, remove } }
}

/**
 * Removes the rows in turns, whoever refers first: the server looks at each row as it goes, not at the end. What refers
 * in a circle is left to the last turn, and refused by the server. Gives how many went.
 */
export async function removeInTurns({ keys, primaryKey, links, remove }: Going, ask: Ask, change: Change) {
  const [rows = []] = await ask([links])
  const nameOf = (key: RowKey) => JSON.stringify(primaryKey.map((column) => key[column]))
  const referring = groupBy(rows, (row) => JSON.stringify(primaryKey.map((_, i) => String(row[`r${i}`]))))
  let left = new Map(keys.map((key) => [nameOf(key), key]))
  let changed = 0
  while (left.size > 0) {
    const isHeld = (name: string) =>
      (referring.get(name) ?? []).some((row) => {
        const from = nameOf(keyOf(primaryKey, row))
        return from !== name && left.has(from)
      })
    const free = [...left].filter(([name]) => !isHeld(name))
    const turn = free.length > 0 ? free : [...left]
    changed += await change(remove(turn.map(([, key]) => key)))
    left = new Map([...left].filter(([name]) => !turn.some(([gone]) => gone === name)))
  }
  return changed
}
