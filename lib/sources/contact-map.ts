import type { Identifiers } from "./connector"
import { type Entry, isRelational, type RelationalMap, type SourceMap } from "./map-schema"

/** How somebody who is no customer is known in a source: by a phone that a customer gave. */
export const CONTACT_KIND = "contact_phone"

/** The one entry of a contact person's map; no code of a data map can be spelt so. */
export const CONTACT_ENTRY = "contact-person"

/** Whether the identifiers are those of a contact person: they reach nothing of any customer's own. */
export const isContact = (identifiers: Identifiers): boolean =>
  identifiers.length > 0 && identifiers.every(({ kind }) => kind === CONTACT_KIND)

/**
 * The source as a contact person sees it (rule 18): one entry, whose rows are found by their phone alone, with the fields
 * that are about them. Whose record it is, is no part of it, nor are marks, restrictions and facts, which are about
 * customers. Null where the source holds no such data.
 */
export function contactMap(map: SourceMap): RelationalMap | null {
  if (!isRelational(map)) return null
  const { contactPersons: known, title, connector, connection, limits } = map
  const entry = known && map.entries[known.entry]
  if (!known || !entry) return null
  const { path: _, ...own } = entry
  // The phone is how they are known: another one would be somebody else.
  const fields = entry.fields
    .filter(({ thirdPerson }) => thirdPerson)
    .map(({ thirdPerson, correct, origin, ...field }) =>
      correct && field.column !== known.phone ? { ...field, correct } : field,
    )
  return {
    ...{ title, connector, connection, limits },
    subject: { table: entry.table, key: known.phone, kind: CONTACT_KIND, identifiers: [] },
    entries: {
      [CONTACT_ENTRY]: { ...own, subject: known.phone, origin: known.origin, rows: rowsOf(entry), fields },
    },
    facts: {},
  }
}

/** A row that says anything of the customer stays, and loses what it says of the contact person. */
const rowsOf = ({ rows, fields }: Entry): Entry["rows"] =>
  fields.every(({ thirdPerson }) => thirdPerson) ? rows : "keep"
