import { createHash } from "node:crypto"
import { appendFileSync, existsSync, readFileSync } from "node:fs"

/*
 * The data of the reference system: people and records in memory, what changes together as one line of a journal that is
 * read at the start. What it acknowledged survives its process, not a power cut.
 */

export type Value = string | number | boolean | null
export type Row = {
  id: string
  person: string
  category: string
  at: string
  fields: Record<string, Value>
  bytes?: string
}
export type Person = { key: string; pin: string; phone: string; language: string | null }
export type Change =
  | { put: Row }
  | { set: string; values: Record<string, Value> }
  | { person: Person }
  | { remove: string }
  | { mark: string; on: boolean }
  | { answered: string; kept: unknown }

/** What of the contract it has that may be left out, so many records a step names, and so many a span takes beyond. */
export type Ways = { also: string[]; named: number; span: number }
const WAYS: Ways = { also: ["people", "touched", "spans", "rehearse"], named: 10_000, span: 20_000 }

export type Store = Ways & {
  people: Map<string, Person>
  rows: Map<string, Row>
  /** What is restricted or stopped: "1001/restrict/expenses". */
  marks: Map<string, boolean>
  /** What was answered under an idempotency key; kept longer than thirty days. */
  answered: Map<string, unknown>
  /** All of them, or none where the process ends on the way. */
  change(...changes: Change[]): void
}

/** Opens the data whose changes stand in the file. */
export function openStore(journal: string, ways: Partial<Ways> = {}): Store {
  const store: Store = {
    ...{ ...WAYS, ...ways },
    people: new Map(),
    rows: new Map(),
    marks: new Map(),
    answered: new Map(),
    change(...changes) {
      // A line of its own also after one that was never finished.
      appendFileSync(journal, `\n${JSON.stringify(changes)}`)
      for (const change of changes) follow(store, change)
    },
  }
  const lines = existsSync(journal) ? readFileSync(journal, "utf8").split("\n") : []
  for (const change of lines.flatMap(changesIn)) follow(store, change)
  return store
}

/** A line that was never finished says nothing. */
function changesIn(line: string): Change[] {
  try {
    return JSON.parse(line)
  } catch {
    return []
  }
}

function follow(store: Store, change: Change): void {
  if ("put" in change) store.rows.set(change.put.id, change.put)
  else if ("set" in change) correct(store, change.set, change.values)
  else if ("person" in change) store.people.set(change.person.key, change.person)
  else if ("remove" in change) store.rows.delete(change.remove)
  else if ("mark" in change) store.marks.set(change.mark, change.on)
  else store.answered.set(change.answered, change.kept)
}

function correct({ rows }: Store, id: string, values: Record<string, Value>): void {
  const row = rows.get(id)
  if (row) rows.set(id, { ...row, fields: { ...row.fields, ...values } })
}

/** Somebody's records of some categories, in one order. */
export const rowsOf = (store: Store, person: string, categories?: string[], span?: Ends): Row[] =>
  [...store.rows.values()]
    .filter((row) => row.person === person && (!categories || categories.includes(row.category)))
    .filter(({ id }) => !span || (id >= span.first && id <= span.last))
    .sort((a, b) => (a.category + a.id < b.category + b.id ? -1 : 1))

export const digestOf = (what: unknown): string =>
  createHash("sha256").update(JSON.stringify(what)).digest("hex")

/** The records a step is about: those it names, or its person's from the first to the last. */
export const rowsAt = (store: Store, { subject, category, records, span }: Located): Row[] =>
  span ? rowsOf(store, subject, [category], span) : records.flatMap((id) => store.rows.get(id) ?? [])

type Ends = { first: string; last: string }
type Located = { subject: string; category: string; records: string[]; span?: Ends }
