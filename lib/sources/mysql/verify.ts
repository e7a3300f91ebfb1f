import type { Identifiers } from "../connector"
import type { PlannedOperation, Verified, VerifyAnswer } from "../operation"
import { inCategories, segmentsOf } from "../postgres/count"
import { withKeysOf } from "../postgres/meant"
import { deletesRows, entryOf, togetherOf } from "../postgres/shape"
import { isPromised, type State } from "../postgres/statement"
import { reachIn } from "../postgres/verify"
import { countSegments } from "./count"
import { type Build, buildOf, type MysqlSource } from "./source"
import { type Sql, sql, tableIdent } from "./sql"
import { standing } from "./state"
import { meantBy } from "./subject"
import { keyIn } from "./values"

/** How many rows are left of an operation that deletes, found by their keys alone. */
function writeLeft(build: Build, source: MysqlSource, { entry, place, keys }: PlannedOperation): Sql {
  const { shares, table, primaryKey } = entryOf(source, entry)
  const at = place === shares?.table ? shares : { table, primaryKey }
  return sql`select count(*) as n from ${tableIdent(at.table)} t where ${keyIn(build, "t", at.table, at.primaryKey, keys)}`
}

async function readAgain(source: MysqlSource, operations: readonly PlannedOperation[]): Promise<Verified[]> {
  const build = await buildOf(source)
  const states = new Map<PlannedOperation, State>()
  const gone = operations.filter(deletesRows)
  const at = new Date().toISOString()
  const left = await source.reading.ask(gone.map((operation) => writeLeft(build, source, operation)))
  for (const [i, operation] of gone.entries())
    states.set(operation, { rows: Number(left[i]?.[0]?.n), hash: "", promised: null, changed: 0, at })
  const groups = togetherOf(operations.filter((operation) => !deletesRows(operation)))
  const found = await standing(source, build, groups)
  for (const [g, group] of groups.entries())
    for (const [i, operation] of group.entries()) {
      const state = found[g]?.[i]
      if (state) states.set(operation, state)
    }
  return operations.map((operation): Verified => {
    const state = states.get(operation)
    if (!state) throw new Error("an operation was left without an answer")
    const held = isPromised(operation, state)
    return { held, found: held ? 0 : state.rows, at: state.at }
  })
}

/**
 * Reads again whether every promise holds, over connections that never write: each operation's own rows, and the whole
 * reach of the map for the categories erased, so that a row added since is found too.
 */
export async function verify(
  source: MysqlSource,
  identifiers: Identifiers,
  operations: readonly PlannedOperation[],
): Promise<VerifyAnswer> {
  const isErasing = operations.some(({ op, items }) => op === "erase" && Object.keys(items).length > 0)
  const segments = isErasing ? segmentsOf(source) : []
  const meant = await withKeysOf(source, identifiers, operations, () => meantBy(source, identifiers))
  const subjects = await countSegments(source, meant, segments)
  const verified = await readAgain(source, operations)
  const reach = reachIn(segments, operations)
  return {
    source: source.name,
    subjects,
    held: verified.every((each) => each.held) && reach.every((each) => each.held),
    operations: verified,
    reach,
    ...(isErasing ? { counts: inCategories(segments) } : {}),
    readAt: new Date().toISOString(),
  }
}
