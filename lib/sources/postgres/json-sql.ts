import type { Entry, Field } from "../map-schema"
import type { Build } from "./entry-sql"
import { jsonColumn } from "./value-sql"

const isIndex = (step: string | undefined): boolean => step !== undefined && /^-?\d+$/.test(step)

/** Wraps one change of a document around those before it, naming the document once. */
const upon = (document: string, change: string): string =>
  `(select ${change} from (select ${document} as j) d)`

/** The document without what lies at a path; an element of an array is emptied, so that those behind it stay where they are. */
function removed(build: Build, path: readonly string[]): string {
  const at = build.params.add(path, "text[]")
  if (!isIndex(path.at(-1))) return `d.j #- ${at}`
  const parent = build.params.add(path.slice(0, -1), "text[]")
  return `case when jsonb_typeof(d.j #> ${parent}) = 'array' then jsonb_set(d.j, ${at}, 'null', false) else d.j #- ${at} end`
}

/** The document with a value at a path; branches that are missing on the way are made. */
function placed(build: Build, path: readonly string[], value: string): string {
  const cases = path.slice(1).map((_, n) => {
    const length = path.length - 1 - n
    const parent = build.params.add(path.slice(0, length), "text[]")
    const whole = build.params.add(path.slice(0, length + 1), "text[]")
    return `when jsonb_typeof(d.j #> ${parent}) <> 'null' then jsonb_set(d.j, ${whole}, ${nested(build, path.slice(length + 1), value)})`
  })
  const first = build.params.add(path.slice(0, 1), "text[]")
  const rest = `jsonb_set(coalesce(nullif(d.j, 'null'), '{}'), ${first}, ${nested(build, path.slice(1), value)})`
  return cases.length === 0 ? rest : `case ${cases.join(" ")} else ${rest} end`
}

const nested = (build: Build, path: readonly string[], value: string): string =>
  path.reduceRight((inner, step) => `jsonb_build_object(${build.params.add(step, "text")}, ${inner})`, value)

// What is there says which JSON type a new value has; where nothing is there, the type of the field does.
function asStored(build: Build, field: Field, value: string): string {
  const old = `jsonb_typeof(d.j #> ${build.params.add(field.path, "text[]")})`
  if (field.type === "json" || field.type === "list") return `(${value})::jsonb`
  if (field.type === "boolean") return `to_jsonb((${value})::boolean)`
  const otherwise = field.type === "number" ? "'number'" : "'string'"
  return `case coalesce(nullif(${old}, 'null'), ${otherwise}) when 'number' then to_jsonb((${value})::numeric) else to_jsonb(${value}) end`
}

// A constant of the map has the JSON type it is written in; what is made from a key is text.
function asWritten({ erase }: Field, value: string): string {
  const fixed = typeof erase === "object" && "fixed" in erase ? erase.fixed : ""
  if (typeof fixed === "number") return `to_jsonb((${value})::numeric)`
  return typeof fixed === "boolean" ? `to_jsonb((${value})::boolean)` : `to_jsonb(${value})`
}

/**
 * A jsonb column with new values at the paths of some fields, each a text; null takes what is there away. `corrects`:
 * they are a person's corrections, else what stands for erased values.
 */
export function jsonWith(
  build: Build,
  entry: Entry,
  fields: readonly Field[],
  newValue: (field: Field) => string,
  corrects: boolean,
): string {
  const [first] = fields
  if (!first) throw new Error("no path to write")
  return fields.reduce(
    (document, field) => {
      const path = field.path ?? []
      const value = newValue(field)
      const stored = corrects ? asStored(build, field, value) : asWritten(field, value)
      const change = `case when ${value} is null then ${removed(build, path)} else ${placed(build, path, stored)} end`
      return upon(document, change)
    },
    jsonColumn(build, entry, first),
  )
}
