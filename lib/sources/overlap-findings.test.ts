import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { DataMap, type Entry, RelationalMap } from "./map-schema"
import { overlapFindings } from "./overlap-findings"

function entriesOf(sample: string): Record<string, Entry> {
  const map = DataMap.parse(parse(readFileSync(`lib/sources/samples/${sample}.data-map.yaml`, "utf8")))
  return RelationalMap.parse(Object.values(map.sources)[0]).entries
}

const findingsOf = (entries: Record<string, Entry>) =>
  overlapFindings(entries, ["entries"]).map(({ path, reason }) => `${path.join(".")}: ${reason}`)

/** The clinic's entries, one of them changed or added. */
const changed = (change: (entries: Record<string, Entry>) => void) => {
  const entries = entriesOf("clinic")
  change(entries)
  return findingsOf(entries)
}

const entry = (entries: Record<string, Entry>, name: string): Entry => {
  const found = entries[name]
  if (!found) throw new Error(`no entry ${name}`)
  return found
}

test("maps of whole schemas say nothing against themselves", () => {
  expect(findingsOf(entriesOf("clinic"))).toEqual([])
  expect(findingsOf(entriesOf("pagila"))).toEqual([])
})

test("one row reached twice with another category, another way to be erased, or another fate: a sentence each", () => {
  const twice = (change: (copy: Entry) => void) =>
    changed((entries) => {
      const copy = structuredClone(entry(entries, "notes"))
      change(copy)
      entries.again = copy
    })
  expect(twice(() => undefined)).toEqual([])
  expect(
    twice(({ fields: [field] }) => {
      if (field) field.category = "illness"
    }),
  ).toEqual([
    'entries.again.fields.0.category: "body" is "illness" here and "notes" in "notes": it is one of them, or the entries need a "where" that tells their rows apart.',
  ])
  expect(
    twice(({ fields: [field] }) => {
      if (field) field.erase = { fixed: "-" }
    }),
  ).toEqual([
    'entries.again.fields.0.erase: "body" is erased in one way here and in another in "notes": say the same in both.',
  ])
  expect(
    twice((copy) => {
      copy.rows = "keep"
    }),
  ).toEqual([
    'entries.again.rows: The same rows of clinic.notes are to go in one of this entry and "notes" and to stay in the other: say the same in both, or tell their rows apart by "where".',
  ])
  expect(
    changed((entries) => {
      const notes = entry(entries, "notes")
      entries.again = { ...structuredClone(notes), rows: "keep", where: { body: "a" } }
      notes.where = { body: "b" }
    }),
  ).toEqual([])
})

test("a place mapped twice, a value inside another, and a key that would be emptied: a sentence each", () => {
  const [profile, letter] = ["profile", "letter"]
  expect(
    changed((entries) => {
      entry(entries, "patients").fields.push(
        { column: letter, category: "letter", field: "again", type: "json", erase: "null" },
        { column: profile, path: ["contact"], category: "phone", field: "all", type: "json", erase: "null" },
      )
    }),
  ).toEqual([
    'entries.patients.fields.35: "again" lies where "letter" lies, so that erasing one takes the other: map each place once.',
    'entries.patients.fields.36: "all" lies where "phone" lies, so that erasing one takes the other: map each place once.',
  ])
  expect(
    changed((entries) => {
      entry(entries, "visits").primaryKey = ["id", "visited_on"]
    }),
  ).toEqual([
    'entries.visits.fields.0.erase: "visited_on" names the row, so nothing can be put in its place: erase it "with" another field, or let the rows go.',
  ])
})

test("a way that goes in a circle is named; one up a tree of the same table is none", () => {
  const step = (table: string, mine: string, theirs: string) => ({ table, on: { [mine]: theirs } })
  expect(
    changed((entries) => {
      entry(entries, "notes").path = [
        step("clinic.patients", "id", "patient_id"),
        step("clinic.visits", "patient_id", "id"),
        step("clinic.patients", "id", "patient_id"),
      ]
    }),
  ).toEqual([
    "entries.notes.path.2: The way goes in a circle: it comes back to clinic.patients by the columns it left it by. Take out the steps in between.",
  ])
  expect(
    changed((entries) => {
      entry(entries, "notes").path = [
        step("clinic.staff", "id", "author_id"),
        step("clinic.staff", "id", "head_id"),
        step("clinic.staff", "id", "head_id"),
      ]
    }),
  ).toEqual([])
})
