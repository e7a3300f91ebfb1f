import { z } from "zod"

const TOO_LONG = "is longer than the 63 bytes that PostgreSQL keeps of a name"

const fitsName = (name: string): boolean => new TextEncoder().encode(name).length <= 63

/** A name inside the foreign schema, exactly as the database spells it: no quotes around it, every letter as it is. */
export const Name = z.string().min(1).refine(fitsName, TOO_LONG)

/** The columns of a person's key, mostly one; several together are written as a list, in the order of the key. */
export const Key = z.union([Name, z.array(Name).min(2)])
export type Key = z.infer<typeof Key>

/** A table with its schema: "core.customers". Everything beyond the first dot is the table's name. */
export const Table = z
  .string()
  .regex(/^[^.\s]([^.]*[^.\s])?\.\S(.*\S)?$/, 'must be a table with its schema, such as "core.customers"')
  .refine((table) => table.split(/\.(.*)/s).every(fitsName), TOO_LONG)

export const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** Columns to set; `{ now: true }` is the source's clock. */
export const Assignments = z.record(Name, z.union([Scalar, z.strictObject({ now: z.literal(true) })]))
export type Assignments = z.infer<typeof Assignments>

/** Columns a row must match: a value, null, or `{ not: null }`. */
export const Where = z.record(Name, z.union([Scalar, z.strictObject({ not: z.null() })]))
export type Where = z.infer<typeof Where>

/** A step from one table to the next on the way to the person: `on` maps this step's columns to the previous table's. */
export const Step = z.strictObject({ table: Table, on: z.record(Name, Name), where: Where.optional() })
export type Step = z.infer<typeof Step>

/** Where rows say whose they are: the columns of the person's key, or a path inside a jsonb column. */
export const Owner = z.union([Key, z.strictObject({ column: Name, path: z.array(z.string().min(1)).min(1) })])
export type Owner = z.infer<typeof Owner>

/** The table of the people, and the key they are known by in it. */
export type People = { readonly table: string; readonly key: Key }

/**
 * The columns that hold the person's key one step before their own row, where the last step leads to nothing else: by
 * these a row is found also when that row is gone. Null where the way has no such step.
 */
export function keyBefore(
  people: People | null,
  { path = [], subject }: { path?: readonly Step[] | undefined; subject: Owner },
): { steps: readonly Step[]; columns: { own: string; before: string }[] } | null {
  const last = path.at(-1)
  if (!people || !last || last.table !== people.table || last.where) return null
  const columns = Object.entries(last.on).map(([own, before]) => ({ own, before }))
  const named = [people.key].flat().map((own) => columns.find((each) => each.own === own))
  const isOwner = JSON.stringify(subject) === JSON.stringify(people.key)
  const found = named.filter((each) => each !== undefined)
  return isOwner && found.length === columns.length && found.length === named.length
    ? { steps: path.slice(0, -1), columns: found }
    : null
}

/**
 * Rows that need others and are nobody's data, or say so to no foreign key: `on` maps columns of `table` to those of `to`,
 * `where` says which rows mean it (an owner's type beside an owner's number).
 */
export const Reference = z.strictObject({
  table: Table,
  primaryKey: z.array(Name).min(1),
  where: Where.optional(),
  to: Table,
  on: z.record(Name, Name),
})
export type Reference = z.infer<typeof Reference>
