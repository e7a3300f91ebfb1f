import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { type Entry, type Field, letsRowsGo } from "./map-schema"
import type { Step, Where } from "./reach-schema"

type Named = readonly [string, Entry]

/** Two conditions of one table never hold of one row: they ask other values of one column. */
function disagree(one: Where = {}, other: Where = {}): boolean {
  return Object.entries(one).some(([column, value]) => {
    const theirs = other[column]
    return theirs !== undefined && JSON.stringify(theirs) !== JSON.stringify(value) && !isAny(value, theirs)
  })
}

// "Not null" and a value can be true of one row.
const isAny = (...values: unknown[]): boolean =>
  values.some((value) => typeof value === "object" && value !== null) && !values.includes(null)

// The way to the person leaves the row by columns that say something.
function meant({ where, path, subject }: Entry): Where {
  const own = typeof subject === "object" && "column" in subject ? [subject.column] : [subject].flat()
  const left = path?.[0] ? Object.values(path[0].on) : own
  return { ...Object.fromEntries(left.map((column) => [column, { not: null }])), ...where }
}

/** Whether the rows of two entries of one table cannot be the same, by the rows or by where the same steps lead. */
function areApart(one: Entry, other: Entry): boolean {
  const [here, there] = [one.path ?? [], other.path ?? []]
  const parting = here.findIndex(
    (step, i) => JSON.stringify([step.table, step.on]) !== JSON.stringify([there[i]?.table, there[i]?.on]),
  )
  const shared = parting < 0 ? here : here.slice(0, parting)
  return disagree(meant(one), meant(other)) || shared.some(({ where }, i) => disagree(where, there[i]?.where))
}

/** The other entries whose rows may be those of an entry, whichever way leads to either. */
export const sameRows = (entries: Readonly<Record<string, Entry>>, name: string): Named[] => {
  const entry = entries[name]
  return Object.entries(entries).filter(
    ([code, other]) => entry && code !== name && other.table === entry.table && !areApart(entry, other),
  )
}

/** A row names two people in columns of its own, each of whom it is in their own way. */
const namesTwo = (one: Entry, other: Entry): boolean =>
  !one.path && !other.path && JSON.stringify(one.subject) !== JSON.stringify(other.subject)

const isOneWay = (one: Entry, other: Entry): boolean =>
  JSON.stringify([one.path ?? [], one.subject]) === JSON.stringify([other.path ?? [], other.subject])

const within = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.every((step, i) => step === other[i])

/** Whether two fields lie in the same place, or one inside the other. */
export const overlap = (one: Field, other: Field): boolean =>
  one.column === other.column &&
  (one.shared ?? false) === (other.shared ?? false) &&
  JSON.stringify(one.through) === JSON.stringify(other.through) &&
  (within(one.path, other.path) || within(other.path, one.path))

function clash(here: Field, [name, there]: readonly [string, Field], path: Path): Finding[] {
  const place = [here.column, ...(here.path ?? [])].join(".")
  if (here.category !== there.category) {
    const reason = `"${place}" is "${here.category}" here and "${there.category}" in "${name}": it is one of them, or the entries need a "where" that tells their rows apart.`
    return [{ path: [...path, "category"], reason }]
  }
  if (JSON.stringify(here.erase) === JSON.stringify(there.erase)) return []
  const reason = `"${place}" is erased in one way here and in another in "${name}": say the same in both.`
  return [{ path: [...path, "erase"], reason }]
}

function fates(here: Entry, [name, there]: Named, path: Path): Finding[] {
  if (letsRowsGo(here) === letsRowsGo(there)) return []
  const reason = `The same rows of ${here.table} are to go in one of this entry and "${name}" and to stay in the other: say the same in both, or tell their rows apart by "where".`
  return [{ path: [...path, "rows"], reason }]
}

function between(here: Entry, [name, there]: Named, path: Path): Finding[] {
  const twice = here.fields.flatMap((field, i) =>
    there.fields
      .filter((other) => overlap(field, other))
      .map((other) => ({ field, other, at: [...path, "fields", i] })),
  )
  const isOne = isOneWay(here, there) || (twice.length > 0 && !namesTwo(here, there))
  return [
    ...(isOne ? fates(here, [name, there], path) : []),
    ...twice.flatMap(({ field, other, at }) => clash(field, [name, other], at)),
  ]
}

/** Two fields of one entry in one place: a document and what lies in it, or a column mapped twice. */
function inside({ fields }: Entry, path: Path): Finding[] {
  return fields.flatMap((field, i) => {
    const other = fields.slice(0, i).find((each) => overlap(each, field))
    if (!other) return []
    const reason = `"${field.field}" lies where "${other.field}" lies, so that erasing one takes the other: map each place once.`
    return [{ path: [...path, "fields", i], reason }]
  })
}

const namesOf = (columns: readonly string[]): string => [...columns].sort().join("\0")

/** A way that comes back to a table by the columns it left it by: to the rows it came from. */
function circle({ table, path: steps = [] }: Pick<Entry, "table" | "path">, path: Path): Finding[] {
  const left: string[] = []
  let from = table
  return steps.flatMap(({ table: to, on }: Step, i) => {
    left.push(`${from}\0${namesOf(Object.values(on))}`)
    from = to
    if (!left.includes(`${to}\0${namesOf(Object.keys(on))}`)) return []
    const reason = `The way goes in a circle: it comes back to ${to} by the columns it left it by. Take out the steps in between.`
    return [{ path: [...path, "path", i], reason }]
  })
}

/** Keys and places of a row's own fields that an erasure would change under itself. */
function keys({ primaryKey, rows, fields }: Entry, path: Path): Finding[] {
  return fields.flatMap(({ column, erase, shared, through, path: steps }, i) => {
    const stays = erase === undefined || erase === "derived" || (typeof erase === "object" && "with" in erase)
    if (stays || shared || through || steps || rows === "follow" || !primaryKey.includes(column)) return []
    const reason = `"${column}" names the row, so nothing can be put in its place: erase it "with" another field, or let the rows go.`
    return [{ path: [...path, "fields", i, "erase"], reason }]
  })
}

/** What entries of one source say against each other, or against themselves: each datum has one place, fate and category. */
export function overlapFindings(entries: Readonly<Record<string, Entry>>, path: Path): Finding[] {
  const all = Object.entries(entries)
  return all.flatMap(([name, entry], i) => {
    const here = [...path, name]
    const before = Object.fromEntries(all.slice(0, i + 1))
    return [
      ...circle(entry, here),
      ...keys(entry, here),
      ...inside(entry, here),
      ...sameRows(before, name).flatMap((other) => between(entry, other, here)),
    ]
  })
}
