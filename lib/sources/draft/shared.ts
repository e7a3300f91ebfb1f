import type { ForeignKey } from "../postgres/catalog"
import type { LiveSchema, LiveTable } from "../postgres/live-schema"
import type { Shapes } from "../postgres/sample"
import { personal } from "./recognise"

/** Rows that several people can share, and the key that leads to them. */
export type Sharing = { table: LiveTable; key: ForeignKey }

/** Columns that say the rows are somebody, not something people share. */
const SOMEBODY = new Set(["pin", "surname", "full_name", "login"])

/**
 * A table without a way of its own to the person, whose rows this table's name, and which seems to hold what is personal;
 * null where there is none, or the rows are people themselves, such as the staff.
 */
export function sharedBy(
  schema: LiveSchema,
  table: LiveTable,
  reached: ReadonlySet<string>,
  shapes: Shapes,
): Sharing | null {
  for (const key of schema.keys.filter((each) => each.table === table.name && !reached.has(each.target))) {
    const target = schema.tables.find(({ name }) => name === key.target)
    const about = (target?.columns ?? [])
      .map((column) => personal(column, shapes.get(key.target)?.get(column.name)))
      .filter((what) => what !== null)
    if (target && about.length > 1 && !about.some((what) => SOMEBODY.has(what))) return { table: target, key }
  }
  return null
}

/** A table with the columns of the one whose rows it shares. */
export const joined = (table: LiveTable, shared: LiveTable): LiveTable => ({
  ...table,
  columns: [
    ...table.columns,
    ...shared.columns.filter(
      ({ name }) => !shared.primaryKey.includes(name) && !table.columns.some((own) => own.name === name),
    ),
  ],
})
