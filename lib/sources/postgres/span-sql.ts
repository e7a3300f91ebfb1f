import { type Entry, holdsLargeObjects } from "../map-schema"
import type { Span } from "../operation"
import { type Build, columnOf } from "./entry-sql"
import type { Ask, Row } from "./pool"
import { leadsToMany, ownedBy, type Relation } from "./relation"
import type { Draft } from "./shape-parts"
import { ident, type Slots, type Statement } from "./sql"

/** So many rows of one person in one entry are named one by one; of more, only where they begin and end. */
export const MOST_NAMED = 10_000

/** So many rows one operation takes then: few enough for one statement within a source's time. */
export const ROWS_IN_SPAN = 20_000

/** Whether the rows of an entry can be taken by spans: where each is one person's, and nothing behind it has to be named. */
export const canSpan = (build: Build, entry: Entry): boolean =>
  !entry.shares && !holdsLargeObjects(entry) && !leadsToMany(build, entry)

/** The conditions that a row is the person's and lies in the span the slots hold. */
export function inSpan(build: Build, entry: Entry, relation: Relation): string[] {
  const { table, primaryKey } = entry
  const names = primaryKey.map((column) => `t.${ident(column)}`).join(", ")
  const end = (name: "from" | "to") =>
    primaryKey
      .map((column) =>
        build.params.slot(`${name}.${column}`, columnOf(build.source, build.catalog, table, column).type),
      )
      .join(", ")
  return [ownedBy(build, relation, [""]), `(${names}) >= (${end("from")})`, `(${names}) <= (${end("to")})`]
}

/** Fills the slots of `inSpan` but the person's. */
export const spanSlots = ({ from, to }: Span): Slots =>
  Object.fromEntries([
    ...Object.entries(from).map(([column, value]) => [`from.${column}`, value]),
    ...Object.entries(to).map(([column, value]) => [`to.${column}`, value]),
  ])

/** Sends the statements of groups together, but those over spans on their own: the source's time is for each of them. */
export async function askInTurns(
  ask: Ask,
  groups: readonly (readonly Pick<Draft, "span">[])[],
  statements: readonly Statement[],
): Promise<Row[][]> {
  const answers: Row[][] = []
  let together: Statement[] = []
  const send = async () => {
    if (together.length > 0) answers.push(...(await ask(together)))
    together = []
  }
  for (const [i, statement] of statements.entries()) {
    const isAlone = groups[i]?.some(({ span }) => span) ?? false
    if (isAlone) await send()
    together.push(statement)
    if (isAlone) await send()
  }
  await send()
  return answers
}
