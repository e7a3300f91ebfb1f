import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { type Entry, type Field, letsRowsGo } from "./map-schema"
import type { Step, Where } from "./reach-schema"

type Named = readonly [string, Entry]

/** Two entries' rows cannot be the same: they ask other values of one column. */
function areApart(one: Where = {}, other: Where = {}): boolean {
  return Object.entries(one).some(([column, value]) => {
    const theirs = other[column]
    return theirs !== undefined && JSON.stringify(theirs) !== JSON.stringify(value) && !isAny(value, theirs)
  })
}

// "Not null" and a value can be true of one row.
const isAny = (...values: unknown[]): boolean =>
  values.some((value) => typeof value === "object" && value !== null) && !values.includes(null)

/** Whether two entries lead from the same rows to the same person. */
const areOne = (one: Entry, other: Entry): boolean =>
  one.table === other.table &&
  JSON.stringify([one.path ?? [], one.subject]) === JSON.stringify([other.path ?? [], other.subject]) &&
  !areApart(one.where, other.where)

const within = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.every((step, i) => step === other[i])

/** Whether two fields lie in the same place, or one inside the other. */
const overlap = (one: Field, other: Field): boolean =>
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

function between([, here]: Named, [name, there]: Named, path: Path): Finding[] {
  const fates =
    letsRowsGo(here) === letsRowsGo(there)
      ? []
      : [
          {
            path: [...path, "rows"],
            reason: `The same rows of ${here.table} are to go in one of this entry and "${name}" and to stay in the other: say the same in both, or tell their rows apart by "where".`,
          },
        ]
  const fields = here.fields.flatMap((field, i) =>
    there.fields
      .filter((other) => overlap(field, other))
      .flatMap((other) => clash(field, [name, other], [...path, "fields", i])),
  )
  return [...fates, ...fields]
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
    const others = all.slice(0, i).filter(([, other]) => areOne(entry, other))
    return [
      ...circle(entry, here),
      ...keys(entry, here),
      ...inside(entry, here),
      ...others.flatMap((other) => between([name, entry], other, here)),
    ]
  })
}
