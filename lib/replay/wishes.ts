import type { Done, Entry } from "@/lib/erasures/line"

/** By which lines what was ended later: person and category, or person and operation of a purpose, to the last line. */
export type Lifted = Map<string, number>

/**
 * What has to be so of one person in one source. `seq`, `at`: of the last line that says it. `before`: keyed hashes of
 * what was there then. `items`: keyed hashes of the only items meant; null: the whole category.
 */
export type Erasing = {
  category: string
  seq: number
  at: string
  rowsGone: boolean
  before: Set<string>
  items: Set<string> | null
}
export type Stopping = { purpose: string; operation: string; at: string }
export type Wishes = { erase: Erasing[]; restrict: string[]; stop: Stopping[] }

const names = ({ op, category, purpose, operations = [] }: Done): string[] =>
  op === "erase" || op === "restrict" || op === "unrestrict"
    ? [category ?? ""]
    : operations.map((operation) => `${purpose}/${operation}`)

/** Adds what a line ended to what is known to have been ended. */
export function noteLifted(lifted: Lifted, { seq, body }: Entry): void {
  for (const done of body.done)
    if (done.op === "unrestrict" || done.op === "allow")
      for (const person of body.people[done.source] ?? [])
        for (const name of names(done)) lifted.set(`${person}|${done.source}|${name}`, seq)
}

/** What the lines about one person say of a source, later lines over earlier ones; null when nothing is left to be so. */
export function wishesOf(
  lines: readonly Entry[],
  source: string,
  person: string,
  lifted: Lifted,
): Wishes | null {
  const [erase, restrict, stop] = [new Map<string, Erasing>(), new Set<string>(), new Map<string, Stopping>()]
  const stands = (name: string, seq: number) => (lifted.get(`${person}|${source}|${name}`) ?? 0) < seq
  for (const line of lines)
    for (const done of [...line.body.done, ...consentStop(line, source)]) {
      if (done.source !== source) continue
      if (done.op === "erase") join(erase, done, line)
      for (const name of names(done).filter((each) => stands(each, line.seq))) {
        if (done.op === "restrict") restrict.add(name)
        const [purpose = "", operation = ""] = name.split("/")
        if (done.op === "stop") stop.set(name, { purpose, operation, at: line.at })
      }
    }
  if (erase.size + restrict.size + stop.size === 0) return null
  // What is gone needs no mark.
  const restricted = [...restrict].filter((category) => !erase.has(category))
  return { erase: [...erase.values()], restrict: restricted, stop: [...stop.values()] }
}

function join(
  erase: Map<string, Erasing>,
  { category = "", rowsGone, before, items }: Done,
  { seq, at }: Entry,
): void {
  const known = erase.get(category)
  erase.set(category, {
    ...{ category, seq, at, rowsGone: rowsGone && known?.rowsGone !== false },
    before: new Set([...(known?.before ?? []), ...before]),
    items: items && known?.items !== null ? new Set([...(known?.items ?? []), ...items]) : null,
  })
}

/** A consent the person took back stops its operations wherever they are known; one that expired ends by its round. */
function consentStop({ body: { consent } }: Entry, source: string): Done[] {
  if (consent?.event !== "withdrawn") return []
  const { purpose, operations } = consent
  return [{ source, op: "stop", purpose, operations, places: [], rowsGone: false, before: [] }]
}
