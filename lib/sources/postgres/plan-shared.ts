import { groupBy } from "../group"
import type { Entry, Field } from "../map-schema"
import type { Planning } from "../planning"
import type { Catalog } from "./catalog"
import { fieldDrafts, type Marked } from "./erase-drafts"
import type { Draft } from "./shape-parts"
import type { Survey } from "./survey"
import { takesValue } from "./writable"

/** Nothing, or a fixed value: what can be put in another table than the row's own. */
const isEmptied = ({ erase, path }: Field): boolean =>
  !path && (erase === "null" || (typeof erase === "object" && "fixed" in erase))

/** Whether nothing but rows of the entry's own table leads to what it shares, as far as keys and the map say. */
function isOnlyItsOwn({ map }: Planning, { foreignKeys }: Catalog, { table, shares }: Entry): boolean {
  const links = Object.values(shares?.on ?? {}).join()
  return (
    foreignKeys.every(
      ({ target, table: from, columns }) =>
        target !== shares?.table || (from === table && columns.join() === links),
    ) &&
    Object.values(map.entries).every(
      (other) =>
        other.shares?.table !== shares?.table ||
        (other.table === table && Object.values(other.shares?.on ?? {}).join() === links),
    )
  )
}

/**
 * The fields of a row that stays which lie in a row it shares: emptied there while nobody else has it, else on a copy of
 * one's own, to which the link is turned. None where others may have it of whom nothing can be told.
 */
export async function sharedDrafts(
  source: Planning,
  catalog: Catalog,
  found: Survey,
  { row, ...one }: Marked,
): Promise<Draft[] | null> {
  const { entry } = found
  const fields = one.fields.filter(({ shared }) => shared)
  const isMine = (field: Field) => isEmptied(field) && takesValue(catalog, entry, field)
  const isTwice = found.rows.filter(({ shared }) => JSON.stringify(shared) === JSON.stringify(row.shared))
  if (!source.emptiesShared || row.common || isTwice.length > 1) return null
  if (!fields.every(isMine) || !isOnlyItsOwn(source, catalog, entry)) return null
  const hasOthers = await source.hasOthers(found.name, row)
  // A copy is made once, for one category.
  if (hasOthers && groupBy(fields, ({ category }) => category).size > 1) return null
  const strategy = hasOthers ? "split" : "set"
  return fieldDrafts(source.name, found, [{ ...one, row, fields }], "erase").map((draft) => ({
    ...draft,
    strategy,
  }))
}
