import { groupBy } from "../group"
import { type Entry, type Field, letsRowsGo } from "../map-schema"
import { tooNarrow } from "../mask"
import type { Catalog } from "./catalog"
import { isDerived, isEmptied, staysAsKey } from "./erased-sql"
import { tableOfField } from "./value-sql"

/** Whether the source lets a value be put in the field's column: no derived value, no view that cannot be written. */
export const takesValue = ({ columns }: Catalog, entry: Entry, field: Field): boolean =>
  columns.get(tableOfField(entry, field))?.get(field.column)?.writable ?? true

/** Whether what stands for an erased value fits, wide enough that nobody takes it for a real one. */
const takesMask = ({ columns }: Catalog, entry: Entry, field: Field): boolean =>
  tooNarrow(field, columns.get(tableOfField(entry, field))?.get(field.column)?.full ?? "") === null

/** Whether rows of the entry can go whole: the map lets them, and the source does. */
export const takesRowsAway = ({ relations }: Catalog, entry: Entry): boolean =>
  letsRowsGo(entry) && (relations.get(entry.table)?.deletes ?? true)

/**
 * Whether these fields of a row can lose their values while the row stays. What stays as a key or is derived goes with
 * others of its category, so those have to be among them.
 */
export function canBeEmptied(catalog: Catalog, entry: Entry, fields: readonly Field[]): boolean {
  if (entry.rows === "read" || entry.rows === "follow") return false
  // A shared row is let go of whole: emptied in place, it would be emptied for whoever else is led to it.
  const isOwn = (field: Field) =>
    isEmptied(field) && !field.shared && takesValue(catalog, entry, field) && takesMask(catalog, entry, field)
  return [...groupBy(fields, ({ category }) => category).values()].every(
    (group) =>
      group.some(isOwn) && group.every((field) => isOwn(field) || isDerived(field) || staysAsKey(field)),
  )
}

/** Whether the source itself empties these columns of whoever's row when what they point at goes. */
export const letsGoItself = (
  { foreignKeys }: Pick<Catalog, "foreignKeys">,
  table: string,
  emptied: readonly string[],
): boolean =>
  foreignKeys.some(
    ({ table: from, onDelete, columns }) =>
      from === table && onDelete === "null" && emptied.every((column) => columns.includes(column)),
  )
