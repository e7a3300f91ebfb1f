import type { Entry } from "../map-schema"
import type { PlannedOperation } from "../operation"
import type { Ask } from "./pool"
import { ownedBy, ownerSlots, relationOf } from "./relation"
import type { PostgresSource } from "./source"
import { ident, type Prepared, tableIdent } from "./sql"

/**
 * Rows of the person that this transaction made and that no operation of ours made: the source's own triggers wrote down
 * there what it erased.
 */
const sweeping = (source: PostgresSource, name: string, entry: Entry): Promise<Prepared> =>
  source.prepare(["sweep", name], (build) => {
    const relation = relationOf(build, entry)
    const key = entry.primaryKey.map((column) => `t.${ident(column)}`).join(", ")
    const isNew = "t.xmin = (txid_current() & 4294967295)::text::xid"
    const where = [ownedBy(build, relation, [""]), ...relation.where, isNew].join(" and ")
    return `delete from ${tableIdent(entry.table)} t where (${key}) in (select ${key} from ${relation.from} where ${where})`
  })

/**
 * What follows from operations within the same transaction: trails of what was erased go, and copies the source keeps of
 * what was changed are made anew. Nothing of it is planned, since it was not there when the plan was made.
 */
export async function followUp(
  source: PostgresSource,
  ask: Ask,
  operations: readonly PlannedOperation[],
): Promise<void> {
  const of = (...ops: PlannedOperation["op"][]) => {
    const found = operations.filter(({ op }) => ops.includes(op))
    return new Set(found.flatMap(({ items }) => Object.keys(items)))
  }
  // A restriction touches no item, and may change the rows it lies in all the same.
  const restricted = operations.filter(({ op, strategy }) => op.endsWith("restrict") && strategy !== "flag")
  const erased = of("erase")
  const changed = new Set([...of("erase", "correct"), ...restricted.map(({ category }) => category)])
  const touches = (entry: Entry, categories: ReadonlySet<string>) =>
    entry.fields.some(({ category }) => categories.has(category))
  const entries = Object.entries(source.map.entries)
  for (const [name, entry] of entries) {
    if (!entry.trail || !touches(entry, erased)) continue
    const prepared = await sweeping(source, name, entry)
    const subjects = [...new Set(operations.map(({ subject }) => subject))]
    for (const subject of subjects) await ask([prepared.fill(ownerSlots([subject]))])
  }
  for (const [, entry] of entries)
    if (entry.refresh && touches(entry, changed))
      await ask([{ text: `refresh materialized view ${tableIdent(entry.table)}`, values: [] }])
}
