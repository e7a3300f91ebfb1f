import { afterAll, beforeAll, expect, test } from "vitest"
import type { Entry, Field } from "../map-schema"
import { checkSchema } from "../schema-check"
import { freshSample, type Sample } from "./sample.fixture"

let clinic: Sample
beforeAll(async () => {
  clinic = await freshSample("clinic.data-map.yaml", "clinic.sql", "clinic-rows.sql")
})
afterAll(() => clinic?.drop())

/** What the check says of the clinic's map with one entry changed, less the rights that no longer fit. */
async function check(name: string, change: (entry: Entry, field: (named: string) => Field) => void) {
  const map = structuredClone(clinic.map)
  const entry = map.entries[name]
  if (!entry) throw new Error(`no entry ${name}`)
  change(entry, (named) => {
    const found = entry.fields.find(({ field }) => field === named)
    if (!found) throw new Error(`no field ${named}`)
    return found
  })
  const findings = await checkSchema("clinic", map, clinic.connectorUrl)
  return findings.map(({ reason }) => reason).filter((reason) => !/^The connector's login/.test(reason))
}

const erased = (field: string, erase: Field["erase"]) =>
  check("patients", (_, named) => {
    named(field).erase = erase
  })

test("a way to be erased that the column cannot take is one sentence with the remedy", async () => {
  expect(await erased("given", { fixed: "өтө узун мааниси" })).toEqual([
    'The column "given" takes 12 signs, and "өтө узун мааниси" has more: give it a shorter one.',
  ])
  expect(await erased("family", "null")).toEqual([
    'The column "family" may not be null: erase it with "fixed: VALUE".',
  ])
  expect(await erased("owed", "hash")).toEqual([
    'The column "owed" is money, and "hash" leaves a text: erase it with "fixed: VALUE".',
  ])
  expect(await erased("mood", { fixed: "furious" })).toEqual([
    '"mood" cannot become "furious": it is no clinic.mood. Give it another value.',
  ])
  expect(await erased("flags", "truncate_date")).toEqual([
    'The column "flags" is bit(4), which has no year to leave: erase it in another way.',
  ])
  expect(await erased("code", { fixed: "erased" })).toEqual([
    '"code" takes each value once, so the second person cannot be erased: use "null", "hash" or "random_same_shape".',
  ])
  expect(await erased("whole", { fixed: "erased" })).toEqual([
    'The source derives "whole", so nothing can be put in it: erase it as "derived".',
  ])
  expect(await erased("family", "derived")).toEqual([
    'The source derives nothing for "family": it is no generated column. Erase it in another way.',
  ])
})

test("a checked column refuses a constant that does not pass, and whatever only chance would make pass", async () => {
  await clinic.sql("alter table clinic.patients add constraint mail_at check (mail like '%@%')")
  expect(await erased("mail", { fixed: "жок" })).toEqual([
    '"mail" cannot become "жок": the check mail_at refuses it. Give it another value.',
  ])
  expect(await erased("mail", { fixed: "none@none.example" })).toEqual([])
  expect(await erased("mail", "hash")).toEqual([
    '"mail" is checked by mail_at, and what "hash" makes may not pass: erase it with "fixed: VALUE" or "null".',
  ])
  await clinic.sql("alter table clinic.patients drop constraint mail_at")
})

test("a derived value to be corrected, a view to be written and a number that is a scan are one sentence each", async () => {
  expect(
    await check("patients", (_, named) => {
      named("whole").correct = true
    }),
  ).toEqual([
    'The source derives "whole", so nobody can correct it: remove "correct", and correct what it is derived from.',
  ])
  expect(
    await check("cards", (entry, named) => {
      entry.rows = "keep"
      named("shown").erase = "null"
    }),
  ).toEqual([
    'Nothing can be written in "shown" of clinic.patient_card: map the table beneath it, or say "rows: read" or "rows: follow".',
  ])
  expect(
    await check("patients", (_, named) => {
      named("portrait").largeObject = undefined
    }),
  ).toEqual(['The column "portrait" is oid: add "largeObject: true" if it holds the number of a scan.'])
})

test("a key that is none, and a way over a column that is not there: a sentence, and no plan", async () => {
  const careless = structuredClone(clinic.map)
  const visits = careless.entries.visits
  if (!visits) throw new Error("no visits")
  expect(
    await check("visits", (entry) => {
      entry.primaryKey = ["patient_id"]
    }),
  ).toEqual(["Nothing in clinic.visits keeps (patient_id) to one row: name a unique key, or have one made."])
  visits.primaryKey = ["patient_id"]
  await expect(
    clinic
      .openWith(careless)
      .plan([{ kind: "patient_id", value: "1" }], [{ op: "erase", category: "visits" }]),
  ).rejects.toThrow("clinic: has several rows of clinic.visits that its key in the data map names alike")
  expect(
    await check("notes", (entry) => {
      entry.path = [{ table: "clinic.patients", on: { id: "pasient_id" } }]
      entry.subject = "id"
    }),
  ).toEqual([
    'The source has no column "pasient_id" in clinic.notes. Correct the map, or give the column back to the source.',
  ])
})

test("a column that is not there is named wherever the map names it, with what to do", async () => {
  const map = structuredClone(clinic.map)
  const mail = { kind: "mail", column: "male", normalise: "exact" as const }
  const way = { table: "clinic.documents", on: { patient_id: "idd" } }
  map.subject.identifiers.push({ ...mail, column: "titel", through: [way] })
  map.references = [
    {
      table: "clinic.analyses",
      primaryKey: ["id"],
      to: "clinic.visits",
      on: { visit: "id" },
    },
  ]
  const [title] = map.entries.documents?.fields ?? []
  if (!title) throw new Error("no field")
  title.column = "family"
  title.through = [{ table: "clinic.patients", on: { id: "patient" } }]
  const findings = await checkSchema("clinic", map, clinic.connectorUrl)
  const absent = findings.filter(({ reason }) => reason.includes("Correct the map, or give the column back"))
  const named = absent.map(({ path, reason }) => [path.slice(2).join("."), reason.split('"')[1]])
  expect(Object.fromEntries(named)).toEqual({
    "subject.identifiers.1.through.0": "idd",
    "subject.identifiers.1.column": "titel",
    "references.0": "visit",
    "entries.documents.fields.0.through.0": "patient",
  })
})
