import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { type Entry, type Field, letsRowsGo } from "./map-schema"

/** What the fate of an entry's rows leaves unsaid, or contradicts. */
export function rowFindings({ rows, shares, trail, refresh }: Entry, path: Path): Finding[] {
  return [
    ...(rows === "detach" && !shares
      ? [{ path: [...path, "rows"], reason: '"detach" needs "shares": say which rows others may share.' }]
      : []),
    ...(trail && rows !== "delete"
      ? [{ path: [...path, "trail"], reason: 'Rows of a "trail" go whole: say "rows: delete".' }]
      : []),
    ...(refresh && rows !== "follow"
      ? [
          {
            path: [...path, "refresh"],
            reason: 'What is made anew with "refresh" follows: say "rows: follow".',
          },
        ]
      : []),
  ]
}

const isPlain = (field: Field | undefined): boolean =>
  field?.erase !== undefined &&
  field.erase !== "derived" &&
  !(typeof field.erase === "object" && "with" in field.erase)

/** What the map leaves unsaid, or contradicts, of how a field of an entry is erased. */
export function eraseFindings(entry: Entry, field: Field, path: Path): Finding[] {
  const { erase } = field
  const mine = entry.fields.filter(({ category }) => category === field.category)
  if (erase === undefined) return unsaid(entry, field, path)
  if (erase === "derived" && !mine.some(isPlain)) {
    const reason = `"${field.field}" goes when what it is derived from goes: map a field of the same category here that can be erased itself.`
    return [{ path: [...path, "erase"], reason }]
  }
  if (
    typeof erase !== "object" ||
    !("with" in erase) ||
    isPlain(mine.find((each) => each.field === erase.with))
  )
    return []
  const reason = `"${erase.with}" must be a field of the same category here that can be erased itself.`
  return [{ path: [...path, "erase", "with"], reason }]
}

function unsaid(entry: Entry, { field }: Field, path: Path): Finding[] {
  if (entry.rows === "keep")
    return [{ path, reason: `Nothing says how "${field}" is erased while its row is kept: add "erase".` }]
  const categories = new Set(entry.fields.map(({ category }) => category))
  if (!letsRowsGo(entry) || categories.size === 1) return []
  const reason = `A row here holds several categories, so "${field}" must be erasable alone: add "erase".`
  return [{ path, reason }]
}
