import type { Entry, Field } from "../map-schema"
import type { PlannedOperation } from "../operation"
import { assignments, type Build, keyIn } from "./entry-sql"
import { relationOf } from "./relation"
import { inSpan } from "./span-sql"
import { ident } from "./sql"
import { canonical, storedValue, typeOfField } from "./value-sql"

/** The touched values of one operation as texts: now, and as promised (null: the rows are to be gone, or stay). */
export type Part = { readonly before: readonly string[]; readonly after: readonly string[] | null }

/**
 * Operations on the same rows as SQL. `change` is the statement that does them, over `target` (k0… the key, e0… the
 * extras) and `state`, guarded by GUARD; `prepare` comes before it. Both are written only when asked for, since a
 * statement may not carry values it does not use.
 */
export type Shape = {
  readonly from: string
  readonly where: readonly string[]
  readonly keys: readonly string[]
  readonly extras?: readonly string[]
  readonly owner: string | null
  /** One per operation: operations on the same rows can share a statement. */
  readonly parts: readonly Part[]
  readonly prepare?: () => string
  readonly change: (() => string) | null
  /** The change is made by functions a query calls, so that nothing is returned by it but what the query gives. */
  readonly calls?: true
}

/** Stands in `change` for the condition that nothing has changed since the plan. */
export const GUARD = "$GUARD"

/** What an operation says of itself, before its hashes are known. */
export type Draft = Omit<PlannedOperation, "beforeHash" | "afterHash" | "position">

/** The condition that a row of `alias` is the target's. */
export const sameRow = (alias: string, keys: readonly string[]): string =>
  keys.map((key, i) => `${alias}.${ident(key)} = x.k${i}`).join(" and ")

/** The fields of an entry an operation touches; none named means all of them. */
export function fieldsOf(entry: Entry, draft: Draft): Field[] {
  const whole = draft.strategy === "delete" || draft.strategy === "detach"
  return entry.fields.filter(
    (field) => whole || (field.category === draft.category && draft.fields.includes(field.field)),
  )
}

/** Columns the map sets with every change of a row of the entry. */
export const touchOf = (build: Build, entry: Entry): string[] =>
  assignments(build, entry.table, entry.touch ?? {}, entry.zone)

/** The fields' present values as texts. */
export const canonicalFields = (build: Build, entry: Entry, fields: readonly Field[]): string[] =>
  fields.map((field) => canonical(storedValue(build, entry, field), typeOfField(build, entry, field).base))

/** The promised values as texts, as the columns will hold them. */
export const canonicalValues = (
  build: Build,
  entry: Entry,
  fields: readonly Field[],
  newValue: (field: Field) => string,
): string[] =>
  fields.map((field) => {
    const { base, full } = typeOfField(build, entry, field)
    return canonical(`(${newValue(field)})::${full}`, base)
  })

/** The rows of an entry an operation names, or all of the person's in a span, and whose they are; `table`: as in relationOf. */
export function rowsShape(
  build: Build,
  entry: Entry,
  { span }: Pick<Draft, "span"> = {},
  table?: string,
): Pick<Shape, "from" | "where" | "keys" | "owner"> {
  const relation = relationOf(build, entry, table)
  const meant = span ? inSpan(build, entry, relation) : [keyIn(build, "t", entry.table, entry.primaryKey)]
  return {
    from: relation.from,
    where: [...meant, ...relation.where],
    keys: entry.primaryKey.map((column) => `t.${ident(column)}`),
    owner: relation.owner,
  }
}
