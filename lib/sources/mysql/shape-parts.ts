import type { RowKey } from "../connector"
import type { Entry, Field } from "../map-schema"
import { columnOfField, rawValue } from "./erased"
import { canonical } from "./field"
import type { Going } from "./going"
import { relationOf } from "./relation"
import type { Build } from "./source"
import { asText, columnAt, join, type Sql, sql, tableIdent } from "./sql"
import { keyIn } from "./values"

/** The touched values of one operation as texts: now, and as promised (null: the rows are to be gone, or stay, or a try says). */
type Part = { readonly before: readonly Sql[]; readonly after: readonly Sql[] | null }

/**
 * Operations on the same rows as SQL: `lock` holds the rows, `from`, `where`, `keys` and `parts` say how they stand, and
 * `changes` change them, one after the other; of the last of them the rows are counted.
 */
export type Shape = {
  readonly lock: Sql | null
  readonly from: Sql
  readonly where: readonly Sql[]
  readonly keys: readonly Sql[]
  readonly owner: Sql | null
  readonly parts: readonly Part[]
  readonly changes: readonly Sql[]
  /** The rows are counted of all changes together: each finds others. */
  readonly inAll?: boolean
  /** Where rows of the table refer to each other: which of these to which, and how some of them go. */
  readonly going?: Going
  /** Of a correction: whether what then stands there is what was wanted, but for letters, signs and spaces. */
  readonly alike?: Sql
}

/** The digest of one row. The pepper keeps a short value from being guessed by whoever reads the plan. */
export const rowDigest = (pepper: string, texts: readonly Sql[]): Sql =>
  sql`sha2(concat(${pepper}, json_array(${join(texts, ", ")})), 256)`

/** The fields' present values as texts. */
export const canonicalFields = (build: Build, entry: Entry, fields: readonly Field[]): Sql[] =>
  fields.map((field) => canonical(rawValue(build, entry, field), columnOfField(build, entry, field), field))

/** Everything the map knows of a row of its own but keys it may let go of, and the shared row it points at. */
export function wholeRow(build: Build, entry: Entry): Sql[] {
  const own = entry.fields.filter(
    ({ shared, through, column }) => !shared && !through && !entry.releases?.includes(column),
  )
  const links = Object.values(entry.shares?.on ?? {}).map((column) => asText(columnAt("t", column)))
  return [...canonicalFields(build, entry, own), ...links]
}

/** Rows of a table held until the transaction ends. */
export const lockOf = (
  build: Build,
  table: string,
  columns: readonly string[],
  keys: readonly RowKey[],
): Sql =>
  sql`select 1 from ${tableIdent(table)} t where ${keyIn(build, "t", table, columns, keys)} for update`

/** The rows of an entry an operation names, and whose they are; `table`: as in relationOf. */
export function rowsShape(build: Build, entry: Entry, keys: readonly RowKey[], table?: Sql) {
  const relation = relationOf(build, entry, table)
  return {
    lock: lockOf(build, entry.table, entry.primaryKey, keys),
    from: relation.from,
    where: [keyIn(build, "t", entry.table, entry.primaryKey, keys), ...relation.where],
    keys: entry.primaryKey.map((column) => columnAt("t", column)),
    owner: relation.owner,
  }
}
