import { createHash } from "node:crypto"
import { appendFileSync, existsSync, readFileSync } from "node:fs"

/* The data of the reference system: people and records in memory, every change in a journal that is read at the start. */

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
type Change =
  | { put: Row }
  | { person: Person }
  | { remove: string }
  | { mark: string; on: boolean }
  | { answered: string; kept: unknown }

export type Store = {
  people: Map<string, Person>
  rows: Map<string, Row>
  /** What is restricted or stopped: "1001/restrict/expenses". */
  marks: Map<string, boolean>
  /** What was answered under an idempotency key; kept longer than thirty days. */
  answered: Map<string, unknown>
  change(change: Change): void
}

/** Opens the data whose changes stand in the file. */
export function openStore(journal: string): Store {
  const store: Store = {
    people: new Map(),
    rows: new Map(),
    marks: new Map(),
    answered: new Map(),
    change(change) {
      appendFileSync(journal, `${JSON.stringify(change)}\n`)
      follow(store, change)
    },
  }
  const lines = existsSync(journal) ? readFileSync(journal, "utf8").split("\n") : []
  for (const line of lines) if (line) follow(store, JSON.parse(line))
  return store
}

function follow(store: Store, change: Change): void {
  if ("put" in change) store.rows.set(change.put.id, change.put)
  else if ("person" in change) store.people.set(change.person.key, change.person)
  else if ("remove" in change) store.rows.delete(change.remove)
  else if ("mark" in change) store.marks.set(change.mark, change.on)
  else store.answered.set(change.answered, change.kept)
}

/** Somebody's records of some categories, in one order. */
export const rowsOf = (store: Store, person: string, categories?: string[]): Row[] =>
  [...store.rows.values()]
    .filter((row) => row.person === person && (!categories || categories.includes(row.category)))
    .sort((a, b) => (a.category + a.id < b.category + b.id ? -1 : 1))

export const digestOf = (what: unknown): string =>
  createHash("sha256").update(JSON.stringify(what)).digest("hex")
