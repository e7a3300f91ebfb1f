import { createHash } from "node:crypto"
import type { Connector, Identifiers } from "../connector"
import type { Wanted } from "../operation"
import type { Desk, Stated } from "./desk"
import type { ManualMap } from "./map"

/** What is kept by people, as the verbs of a source need it. */
export type ManualSource = {
  readonly name: string
  readonly map: ManualMap
  /** The source whose people these are. */
  readonly base: () => Connector
  readonly desk: Desk
}

/** What is known of one person: nothing but what was stated of them. */
export type Standing = { readonly subject: string; readonly stated: readonly Stated[] }

/**
 * The keys of the person the identifiers name. What is on paper outlasts what is in a database, so a key once known
 * is one still; that key and identifiers are one person's is for the other source to say. Throws Quarantined.
 */
export async function subjectsOf({ map, base }: ManualSource, identifiers: Identifiers): Promise<string[]> {
  const { subjects } = await base().count({ identifiers, categories: [] })
  const given = identifiers.filter(({ kind }) => kind === map.subject.kind).map(({ value }) => value)
  return [...new Set([...subjects, ...given])]
}

/** Where everybody the identifiers name stands. */
export async function standingsOf(source: ManualSource, identifiers: Identifiers): Promise<Standing[]> {
  const subjects = await subjectsOf(source, identifiers)
  return Promise.all(
    subjects.map(async (subject) => ({ subject, stated: await source.desk.stated(source.name, subject) })),
  )
}

const isGone = ({ op, answer }: Stated): boolean =>
  op === "erase" && (answer === "done" || answer === "not_found")

/** The fields of a category nobody has stated to be gone. */
export function fieldsLeft({ map }: ManualSource, { stated }: Standing, category: string): string[] {
  const gone = new Set(
    stated.filter((line) => line.category === category && isGone(line)).flatMap(({ fields }) => fields),
  )
  return Object.keys(map.holds[category]?.fields ?? {}).filter((field) => !gone.has(field))
}

/** Whether the last word on a category is that it is restricted. */
export const isRestricted = ({ stated }: Standing, category: string): boolean =>
  stated
    .filter((line) => line.category === category && line.answer === "done")
    .findLast(({ op }) => op === "restrict" || op === "unrestrict")?.op === "restrict"

/** A line's name: the same while nobody stated anything about the category since, and another afterwards. */
export function markOf(
  source: ManualSource,
  { subject, stated }: Standing,
  { op, category, value }: { op: Wanted["op"]; category: string; value: unknown },
  fields: readonly string[],
): string {
  const last = stated.findLast((line) => line.category === category && line.answer !== null)
  const said = [source.name, subject, op, category, fields, value ?? null, last?.task ?? null]
  return createHash("sha256").update(JSON.stringify(said)).digest("hex")
}

/** A person's own name of an item, which says nothing of them. */
export const digestOf = (source: string, subject: string): string =>
  createHash("sha256").update(`${source}\n${subject}`).digest("hex").slice(0, 16)
