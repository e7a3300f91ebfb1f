import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import type { Field } from "./map-schema"

/** A field that lies in rows which are not the person's own, and is changed there all the same. */
export function throughFindings(field: Field, path: Path): Finding[] {
  const { erase } = field
  const isWith = typeof erase === "object" && "with" in erase
  const isChanged = field.shared || field.correct || (erase !== undefined && !isWith)
  if (!field.through || !isChanged) return []
  const reason = `The field "${field.field}" lies in rows that are not the person's own: it can only be read, and erased "with" a field of its row.`
  return [{ path: [...path, "through"], reason }]
}
