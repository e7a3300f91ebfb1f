import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { DataMap, type RelationalMap } from "./map-schema"
import { relational } from "./relational.fixture"
import { restrictionFindings } from "./restriction-findings"
import { Restriction } from "./restriction-map"

const clinic = readFileSync("lib/sources/samples/clinic.data-map.yaml", "utf8")
const [source] = Object.values(DataMap.parse(parse(clinic)).sources)
const says = {
  category: (code: string, path: (string | number)[]) =>
    code === "visit" ? [{ path, reason: "unknown" }] : [],
}

/** What is said of the clinic's map once it is changed. */
function said(
  restriction: Restriction | undefined,
  change: (map: RelationalMap) => void = () => undefined,
): string[] {
  const map = structuredClone(relational(source))
  map.subject.restriction = restriction
  change(map)
  return restrictionFindings(says, map, ["restriction"]).map(
    ({ path, reason }) => `${path.join(".")}: ${reason}`,
  )
}

const marks = { restrict: { is_blocked: true }, lift: { is_blocked: false } }
const columns = ["id", "patient_id", "kind", "result"]
const visits = (setting: typeof marks | object) => Restriction.parse({ set: { visits: { visits: setting } } })
const analyses = { analyses: { to: "analyses_closed", columns } }

test("a restriction is a list on the person's row, or columns and walls of rows; neither, or both, is refused", () => {
  expect(said(relational(source).subject.restriction)).toEqual([])
  expect(said({ scope: "scope", since: "since" })).toEqual([])
  for (const wrong of [{}, { scope: "scope" }, { scope: "scope", since: "since", move: analyses }])
    expect(Restriction.safeParse(wrong)).toMatchObject({ success: false })
})

test("a mark that cannot be told, taken back or kept apart is one sentence with the remedy", () => {
  const set = "restriction.set.visits.visits"
  expect(said(visits({ restrict: marks.restrict, lift: { blocked_at: null } }))).toEqual([
    `${set}.lift: "lift" has to set back the same columns that "restrict" sets.`,
  ])
  expect(said(visits({ ...marks, lift: marks.restrict }))).toEqual([
    `${set}.lift: "is_blocked" is the same restricted and lifted, so nobody can tell which it is: give it another value.`,
  ])
  expect(said(visits({ restrict: { complaint: "-" }, lift: { complaint: "" } }))).toEqual([
    `${set}.restrict: "complaint" names a row or holds what is a person's: set a column made for this.`,
  ])
  expect(said({ set: { visits: { visits: marks, notes: marks }, visit: { visits: marks } } })).toEqual([
    `${set}.restrict: "is_blocked" is set for "visit" as well, so lifting one would lift the other: give each its own.`,
    'restriction.set.visits.notes: "notes" holds nothing of "visits": name an entry that does.',
    "restriction.set.visit: unknown",
    'restriction.set.visit.visits: "visits" holds nothing of "visit": name an entry that does.',
    'restriction.set.visit.visits.restrict: "is_blocked" is set for "visits" as well, so lifting one would lift the other: give each its own.',
  ])
  expect(said({ set: { card: { cards: marks }, register: { register: marks } } })).toEqual([
    'restriction.set.card.cards: Nothing can be written in the rows of "cards": name the entry they are made from.',
    'restriction.set.register.register: Nothing can be written in the rows of "register": name the entry they are made from.',
  ])
  expect(said({ set: { visits: { visitors: marks } } })[0]).toContain('There is no entry "visitors"')
})

test("a wall whose sides differ, that leaves something behind or that something else is found through is named", () => {
  const move = "restriction.move.analyses"
  expect(
    said({ move: { analyses: { to: "analyses_closed", columns: ["id", "patient_id"] } } }, ({ entries }) => {
      const { analyses_closed: closed } = entries
      if (closed) entries.analyses_closed = { ...closed, rows: "keep", origin: "patient" }
    }),
  ).toEqual([
    `${move}.to: "analyses" and "analyses_closed" have to be alike but for their tables, and differ in "origin", "rows".`,
    `${move}.columns: "columns" has to hold every column of a row, and lacks "kind", "result".`,
  ])
  expect(said({ move: { analyses: { to: "analyses", columns } } })).toEqual([
    `${move}.to: Rows move to a table of their own: name another one.`,
    `${move}.to: "analyses" stands at another wall already: give each entry its own.`,
    'restriction: "analyses_closed" holds "analyses" as well, and nothing restricts it there: add it under "set" or "move".',
  ])
  expect(
    said({ move: analyses }, (map) => {
      map.facts["analyses.made"] = { sql: "select", reads: { "clinic.analyses": ["id"] } }
      map.subject.identifiers.push({
        ...{ kind: "sample", column: "result", normalise: "exact" },
        through: [{ table: "clinic.analyses", on: { patient_id: "id" } }],
      })
    }),
  ).toEqual([
    `${move}: Something else is found through clinic.analyses, and would be lost with its rows: restrict them by "set".`,
    `${move}: The fact "analyses.made" reads clinic.analyses, which rows leave: let it read closed.analyses as well.`,
  ])
  expect(said({ move: { patients: { to: "analyses_closed", columns } } }).join("\n")).toContain(
    'A row of "patients" moves whole, and holds several categories: restrict them by "set".',
  )
})

test("an entry that holds the category too, and is forgotten, is named; a view follows what it shows", () => {
  const twice = (rows: "delete" | "follow") =>
    said({ move: analyses }, ({ entries }) => {
      const { analyses: one } = entries
      if (one) entries.drafts = { ...one, table: "clinic.drafts", rows }
    })
  expect(twice("delete")).toEqual([
    'restriction: "drafts" holds "analyses" as well, and nothing restricts it there: add it under "set" or "move".',
  ])
  expect(twice("follow")).toEqual([])
})
