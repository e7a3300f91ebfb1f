import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { Entry, RelationalMap } from "./map-schema"

type Says = { origin(code: string, path: Path): Finding[] }

/** What is wrong with how a source's contact persons are found, each with the remedy. */
export function contactFindings(
  says: Says,
  { contactPersons: known, entries }: RelationalMap,
  path: Path,
): Finding[] {
  if (!known) return []
  const entry = entries[known.entry]
  if (!entry) {
    const reason = `There is no entry "${known.entry}" here: name the one whose rows hold other people's phones.`
    return [{ path: [...path, "entry"], reason }]
  }
  return [
    ...says.origin(known.origin, [...path, "origin"]),
    ...phoneFindings(entry, known.phone, [...path, "phone"]),
    ...erasableFindings(entry, known, path),
  ]
}

function phoneFindings(entry: Entry, phone: string, path: Path): Finding[] {
  const field = entry.fields.find(
    ({ column, path: inside, shared }) => column === phone && !inside && !shared,
  )
  if (field?.type === "phone" && field.thirdPerson) return []
  const reason = `"${phone}" has to be a field of that entry, of type phone and marked "thirdPerson".`
  return [{ path, reason }]
}

/** Their data have to be erasable at their word, without anything of the customer's going with it. */
function erasableFindings(entry: Entry, known: { entry: string; phone: string }, path: Path): Finding[] {
  if (entry.shares) return [{ path, reason: "Rows that others share cannot be a contact person's alone." }]
  const theirs = entry.fields.filter(({ thirdPerson }) => thirdPerson)
  if (entry.rows !== "keep" && theirs.length === entry.fields.length) return []
  return theirs
    .filter(({ column, erase }) => (column === known.phone ? erase !== "null" : erase === undefined))
    .map(({ column, field }) => ({
      path,
      reason:
        column === known.phone
          ? `The row stays when the contact person is removed: erase "${field}" with "null".`
          : `The row stays when the contact person is removed: say how "${field}" is erased.`,
    }))
}
