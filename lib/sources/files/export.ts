import { createHash } from "node:crypto"
import type { FieldType } from "@/lib/policy/schema"
import type { Identifiers, Item, Json } from "../connector"
import { Quarantined, SourceRefused } from "../failures"
import { fits } from "../http/fits"
import { normal } from "../spelling"
import { type Folder, sumOf } from "./folder"
import type { FilesMap } from "./map"
import { rowsOf } from "./rows"

const HELD = ["subject", "category", "field", "record", "value", "origin", "recorded"] as const
const PEOPLE = ["subject", "kind", "value"] as const

/** The names of the files a system leaves: what it holds of people, and by what it knows them. */
export const HELD_FILE = "held.csv"
export const PEOPLE_FILE = "people.csv"

/** What is known of a person beside what they are known by: a category restricted, a purpose's operation stopped. */
const RESTRICTED = "restricted"
const STOPPED = "stopped"

export type Person = {
  readonly key: string
  readonly identifiers: Identifiers
  readonly items: readonly Item[]
  readonly restricted: ReadonlySet<string>
  /** `purpose/operation`. */
  readonly stopped: ReadonlySet<string>
}

/** All a system last said it holds, by its own keys in their order; `made` is when it said so. */
export type Export = { readonly made: string; readonly people: ReadonlyMap<string, Person> }

export type FilesSource = {
  readonly name: string
  readonly map: FilesMap
  readonly folder: Folder
  readonly pepper: string
  /** The last export read or being read, under the sums of its files. */
  readonly last: { sum: string; export: Promise<Export> | null }
}

const untrue = ({ name }: FilesSource, what: string) => new SourceRefused(name, what)

/**
 * What the system last left, read once for all who ask meanwhile, and looked at whole before any of it is used. Throws
 * SourceRefused.
 */
export async function exportOf(source: FilesSource): Promise<Export> {
  const { folder, last } = source
  const sums = { people: await sumOf(folder, PEOPLE_FILE), held: await sumOf(folder, HELD_FILE) }
  const sum = [sums.people, sums.held].map(({ sha256, made }) => `${sha256} ${made}`).join("\n")
  if (last.export && last.sum === sum) return last.export
  const reading = exportIn(source, sums)
  Object.assign(last, { sum, export: reading })
  // What was refused is looked at anew the next time.
  reading.catch(() => last.export === reading && Object.assign(last, { sum: "", export: null }))
  return reading
}

type Sums = Record<"people" | "held", Awaited<ReturnType<typeof sumOf>>>

async function exportIn(source: FilesSource, { people, held }: Sums): Promise<Export> {
  const { folder } = source
  return {
    made: Date.parse(people.made) < Date.parse(held.made) ? people.made : held.made,
    people: await peopleIn(
      source,
      rowsOf(folder, PEOPLE_FILE, PEOPLE, people),
      rowsOf(folder, HELD_FILE, HELD, held),
    ),
  }
}

type Draft = {
  identifiers: { kind: string; value: string }[]
  items: Item[]
  restricted: Set<string>
  stopped: Set<string>
}

async function peopleIn(
  source: FilesSource,
  people: AsyncIterable<Record<(typeof PEOPLE)[number], string>>,
  held: AsyncIterable<Record<(typeof HELD)[number], string>>,
): Promise<Map<string, Person>> {
  const { kind: own, identifiers } = source.map.subject
  const drafts = new Map<string, Draft>()
  let n = 0
  for await (const { subject, kind, value } of people) {
    n += 1
    const known = identifiers.find((each) => each.kind === kind)
    const isMark = kind === RESTRICTED || kind === STOPPED
    if (!subject || (!known && !isMark && kind !== own))
      throw untrue(source, `${PEOPLE_FILE} has no such kind in row ${n}`)
    const draft = drafts.get(subject) ?? {
      identifiers: [],
      items: [],
      restricted: new Set(),
      stopped: new Set(),
    }
    drafts.set(subject, draft)
    if (kind === RESTRICTED) draft.restricted.add(value)
    else if (kind === STOPPED) draft.stopped.add(value)
    else if (known && value) draft.identifiers.push({ kind, value: normal[known.normalise](value) })
  }
  const seen = new Set<string>()
  n = 0
  for await (const row of held) {
    n += 1
    const draft = drafts.get(row.subject)
    if (!draft) throw untrue(source, `${HELD_FILE} has somebody in row ${n} who is not in ${PEOPLE_FILE}`)
    const item = itemOf(source, row, n)
    const name = `${row.subject}\n${item.id}`
    if (seen.has(name)) throw untrue(source, `${HELD_FILE} has one item twice, again in row ${n}`)
    seen.add(name)
    draft.items.push(item)
  }
  const order = Object.keys(source.map.holds)
  const place = ({ category }: Item) => order.indexOf(category)
  return new Map(
    [...drafts]
      .sort(([one], [other]) => compareKeys(one, other))
      .map(([key, { identifiers: known, items, ...marks }]) => [
        key,
        {
          ...{ key, identifiers: [{ kind: own, value: key }, ...known], ...marks },
          items: items.sort((one, other) => place(one) - place(other)),
        },
      ]),
  )
}

/** Numbers by their size, other keys as text. */
export const compareKeys = (one: string, other: string): number =>
  /^\d{1,15}$/.test(one) && /^\d{1,15}$/.test(other)
    ? Number(one) - Number(other)
    : one < other
      ? -1
      : Number(one > other)

function itemOf(source: FilesSource, row: Record<(typeof HELD)[number], string>, n: number): Item {
  const { subject, category, field, record, value: written, origin, recorded } = row
  const holding = source.map.holds[category]
  const mapped = holding?.fields[field]
  if (!holding || !mapped)
    throw untrue(source, `${HELD_FILE} has a field in row ${n} that the data map does not know`)
  if (!/^[\w-]{1,100}$/.test(record))
    throw untrue(source, `${HELD_FILE} has no name of the record in row ${n}`)
  const value = valueIn(mapped.type, written)
  if (value === undefined || !fits(mapped.type, value))
    throw untrue(source, `${HELD_FILE} has a value of the wrong type in row ${n}`)
  if (recorded && Number.isNaN(Date.parse(recorded)))
    throw untrue(source, `${HELD_FILE} has no date in "recorded" of row ${n}`)
  const digest = createHash("sha256")
    .update(JSON.stringify([source.name, subject, record]))
    .digest("hex")
  return {
    ...{
      id: `${category}.${field}.${digest.slice(0, 16)}`,
      source: source.name,
      subject,
      category,
      field,
      value,
    },
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

/**
 * The people the identifiers name: by the source's own key where given, else by an identifier that proves. Throws
 * Quarantined when somebody found has another proving value than the one known.
 */
export async function peopleOf(source: FilesSource, identifiers: Identifiers): Promise<Person[]> {
  const { people } = await exportOf(source)
  const { kind: own, identifiers: kinds } = source.map.subject
  const given = identifiers.filter(({ kind }) => kind === own).map(({ value }) => value)
  const proofs = identifiers.flatMap(({ kind, value }) => {
    const known = kinds.find((each) => each.kind === kind)
    return known?.proves ? [{ kind, value: normal[known.normalise](value) }] : []
  })
  const isOf = (person: Person, proof: { kind: string; value: string }) =>
    person.identifiers.some(({ kind, value }) => kind === proof.kind && value === proof.value)
  const found =
    given.length > 0
      ? given.flatMap((key) => people.get(key) ?? [])
      : [...people.values()].filter((person) => proofs.some((proof) => isOf(person, proof)))
  for (const person of found)
    for (const proof of proofs) {
      const held = person.identifiers.some(({ kind }) => kind === proof.kind)
      if (held && !isOf(person, proof)) throw new Quarantined(source.name)
    }
  return [...new Set(found)]
}

/** The keys of everybody an identifier matches. */
export async function find(source: FilesSource, kind: string, value: string): Promise<string[]> {
  const { people } = await exportOf(source)
  if (kind === source.map.subject.kind) return people.has(value) ? [value] : []
  const known = source.map.subject.identifiers.find((each) => each.kind === kind)
  if (!known) return []
  const asked = normal[known.normalise](value)
  return [...people.values()]
    .filter(({ identifiers }) => identifiers.some((each) => each.kind === kind && each.value === asked))
    .map(({ key }) => key)
}
