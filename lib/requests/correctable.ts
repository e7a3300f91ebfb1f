import { NotFound } from "@/lib/errors"
import type { InForce } from "@/lib/policy/editions"
import type { Category, Field } from "@/lib/policy/schema"
import { askSources, type Silence } from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"
import { TYPABLE } from "@/lib/requests/new-value"
import type { Item } from "@/lib/sources/connector"
import { CONTACT_ENTRY, contactMap } from "@/lib/sources/contact-map"
import { groupBy } from "@/lib/sources/group"
import { heldFields } from "@/lib/sources/holdings"

const MOST = 200

/** One field a person can have corrected. `item` is null where nothing is held yet and only one place can take it. */
export type Correctable = { field: Field; item: string | null; held: Item | null }

export type Correctables = {
  category: Category
  /** Row by row, as the sources hold them. */
  rows: Correctable[][]
  silent: Silence[]
}

/**
 * What of a category can be corrected: the fields the data map lets the portal write, with what is held in each now,
 * empty ones included. Throws NotFound for a category the policy does not have.
 */
export async function correctablesIn(reading: Reading, code: string): Promise<Correctables> {
  const category = reading.inForce.policy.categories.find((each) => each.code === code)
  if (!category) throw new NotFound()
  const fields = writableFields(reading.inForce, category)
  if (fields.length === 0) return { category, rows: [], silent: [] }
  const { answers, silent } = await askSources(reading, (source, identifiers) =>
    source.read({ identifiers, categories: [code], page: { offset: 0, limit: MOST } }),
  )
  const rows = groupBy(
    answers.flatMap(({ items }) => items),
    rowOf,
  )
  const found = [...rows.values()]
    .map((items) => inRow(reading.inForce, category, items))
    .filter((row) => row.length > 0)
  const blank = fields.map((field) => ({ field, item: null, held: null }))
  return { category, rows: found.length > 0 || silent.length > 0 ? found : [blank], silent }
}

/** The one field meant by an item's name or, where the person has only one place for it, by its code. NotFound otherwise. */
export function chosen(
  { rows }: Correctables,
  wanted: { item?: string | undefined; field?: string | undefined },
): Correctable {
  const all = rows.flat()
  const named = wanted.item
    ? all.filter(({ item }) => item === wanted.item)
    : all.filter(({ field }) => field.code === wanted.field)
  const [only, ...others] = named
  if (!only || others.length > 0) throw new NotFound()
  return only
}

/** The categories of the policy in which the data map lets anything be corrected. */
export const correctableCategories = (inForce: InForce): Category[] =>
  inForce.policy.categories.filter((category) => writableFields(inForce, category).length > 0)

/** The fields of a category the data map lets the portal write, and a person can type. */
export function writableFields(inForce: InForce, category: Category): Field[] {
  const written = Object.values(inForce.dataMap.sources).flatMap((map) =>
    heldFields(map)
      .filter((held) => held.category === category.code && held.correct === true)
      .map(({ field }) => field),
  )
  return category.fields.filter(({ code, type }) => written.includes(code) && TYPABLE.includes(type))
}

// An item's name is group, field and the row's digest; the fields of one row differ in the middle only.
const partsOf = (id: string) => {
  const [entry = "", , digest = ""] = id.split(".")
  return { entry, digest }
}

const rowOf = ({ source, id }: Item): string => {
  const { entry, digest } = partsOf(id)
  return `${source}/${entry}/${digest}`
}

function inRow(inForce: InForce, category: Category, items: readonly Item[]): Correctable[] {
  const [first] = items
  if (!first) return []
  const { entry, digest } = partsOf(first.id)
  // Of what another client said of them, a client corrects nothing here; a contact person does.
  if (first.origin.by === "another_client" && entry !== CONTACT_ENTRY) return []
  const map = inForce.dataMap.sources[first.source]
  const seen = entry === CONTACT_ENTRY ? map && contactMap(map) : map
  const mapped = seen ? heldFields(seen).filter(({ group }) => group === entry) : []
  return writableFields(inForce, category)
    .filter(({ code }) =>
      mapped.some((each) => each.category === category.code && each.field === code && each.correct === true),
    )
    .map((field) => ({
      field,
      item: `${entry}.${field.code}.${digest}`,
      held: items.find((item) => item.field === field.code) ?? null,
    }))
}
