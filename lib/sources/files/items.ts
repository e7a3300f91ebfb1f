import { createHash } from "node:crypto"
import type { FieldType } from "@/lib/policy/schema"
import type { Item, Json } from "../connector"
import { AnswerUnusable } from "../failures"
import type { Holding } from "../holding"
import { fits } from "../http/fits"
import type { FilesMap } from "./map"

/** What a system holds of people, by the name of its file and its columns. */
export const HELD_FILE = "held.csv"
export const HELD = ["subject", "category", "field", "record", "value", "origin", "recorded"] as const
export type HeldRow = Record<(typeof HELD)[number], string>

export type Field = { category: string; field: string; holding: Holding; mapped: Holding["fields"][string] }

/** The fields of a map in its order: a number stands for each. */
export const fieldsOf = ({ holds }: Pick<FilesMap, "holds">): Field[] =>
  Object.entries(holds).flatMap(([category, holding]) =>
    Object.entries(holding.fields).map(([field, mapped]) => ({ category, field, holding, mapped })),
  )

/** The number of the field a row is of, and when it was recorded. Throws AnswerUnusable where a row is not as it has to be. */
export function lookAt(
  name: string,
  fields: readonly Field[],
  { category, field, record, value, recorded }: HeldRow,
  n: number,
): { field: number; recordedAt: number | null } {
  const refuse = (what: string) => new AnswerUnusable(name, `${HELD_FILE} has ${what}`)
  const at = fields.findIndex((each) => each.category === category && each.field === field)
  const known = fields[at]
  if (!known) throw refuse(`a field in row ${n} that the data map does not know`)
  if (!/^[\w-]{1,100}$/.test(record)) throw refuse(`no name of the record in row ${n}`)
  const said = valueIn(known.mapped.type, value)
  if (said === undefined || !fits(known.mapped.type, said))
    throw refuse(`a value of the wrong type in row ${n}`)
  if (recorded && Number.isNaN(Date.parse(recorded))) throw refuse(`no date in "recorded" of row ${n}`)
  return { field: at, recordedAt: recorded ? Date.parse(recorded) : null }
}

/** A row that was looked at as an item. */
export function itemOf(name: string, { holding, mapped }: Field, row: HeldRow): Item {
  const { subject, category, field, record, value, origin, recorded } = row
  const digest = createHash("sha256")
    .update(JSON.stringify([name, subject, record]))
    .digest("hex")
  return {
    ...{ id: `${category}.${field}.${digest.slice(0, 16)}`, source: name, subject, category, field },
    value: valueIn(mapped.type, value) ?? null,
    type: mapped.type,
    origin: { by: origin || mapped.origin || holding.origin, at: null },
    thirdPerson: mapped.thirdPerson ?? false,
    place: `${category}.${field}`,
    key: { record },
    recordedAt: recorded ? new Date(recorded).toISOString() : null,
  }
}

const TRUTHS: Readonly<Record<string, boolean>> = { true: true, false: false }

/** A cell in the form its field's type is told in; undefined where it has none. */
function valueIn(type: FieldType, written: string): Json | undefined {
  if (type === "boolean") return TRUTHS[written]
  if (type !== "json" && type !== "list") return written
  try {
    return JSON.parse(written) as Json
  } catch {
    return undefined
  }
}
