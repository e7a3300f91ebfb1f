import type { Entry } from "../map-schema"
import type { PlannedOperation } from "../operation"
import { keyText } from "../postgres/guards"
import { keyOf } from "../postgres/read"
import type { At } from "./apply"
import { ownedBy, relationOf } from "./relation"
import type { Build, MysqlSource } from "./source"
import { all, type Sql, sql, tableIdent } from "./sql"
import { keyColumns } from "./steps"
import { keyIn } from "./values"

/** Where the server's own triggers write down what an erasure takes, and whose rows there are looked at. */
type Trail = { readonly entry: Entry; readonly listing: Sql; readonly before: ReadonlySet<string> }

const rowsIn = async ({ ask }: At, { entry, listing }: Pick<Trail, "entry" | "listing">) => {
  const [rows = []] = await ask([listing])
  return rows.map((row) => keyOf(entry.primaryKey, row))
}

/**
 * The trails of what is about to be erased, as they stand when the transaction begins. A plain reading there sees from
 * then on this moment and what the transaction itself writes, and nothing of anybody else.
 */
export async function trailsOf(
  { map }: MysqlSource,
  build: Build,
  at: At,
  operations: readonly PlannedOperation[],
): Promise<Trail[]> {
  const erased = operations.filter(({ op }) => op === "erase")
  const categories = new Set(erased.flatMap(({ items }) => Object.keys(items)))
  const subjects = [...new Set(erased.map(({ subject }) => subject))]
  const kept = Object.values(map.entries).filter(
    ({ trail, fields }) => trail && fields.some(({ category }) => categories.has(category)),
  )
  const trails: Trail[] = []
  for (const entry of kept) {
    const relation = relationOf(build, entry)
    const where = all([ownedBy(build, relation, subjects), ...relation.where])
    const listing = sql`select ${keyColumns("t", entry.primaryKey)} from ${relation.from} where ${where}`
    const keys = await rowsIn(at, { entry, listing })
    trails.push({ entry, listing, before: new Set(keys.map((key) => keyText(entry.table, key))) })
  }
  return trails
}

/** Removes what this transaction's changes left in the trails. */
export async function sweep(build: Build, at: At, trails: readonly Trail[]): Promise<void> {
  for (const trail of trails) {
    const { table, primaryKey } = trail.entry
    const made = (await rowsIn(at, trail)).filter((key) => !trail.before.has(keyText(table, key)))
    if (made.length > 0)
      await at.change(
        sql`delete from ${tableIdent(table)} where ${keyIn(build, "", table, primaryKey, made)}`,
      )
  }
}
