import { afterAll, beforeAll, expect, test } from "vitest"
import type { Identifiers } from "../connector"
import { SourceRefused } from "../failures"
import type { RelationalMap } from "../map-schema"
import type { Wanted } from "../operation"
import { grantsFor } from "../postgres/grants"
import { checkSchema } from "../schema-check"
import { freshSample, type Sample } from "./sample.fixture"

let clinic: Sample
beforeAll(async () => {
  clinic = await freshSample("clinic.data-map.yaml", "clinic.sql", "clinic-rows.sql")
})
afterAll(() => clinic?.drop())

const person = (id: number): Identifiers => [{ kind: "patient_id", value: String(id) }]
const rows = (table: string, id: number) =>
  clinic.sql(`select * from ${table} where patient_id = $1 order by id`, [id])
const visits = (id: number) =>
  clinic.sql(
    `select id::int, is_blocked, blocked_at is not null as since from clinic.visits where patient_id = $1 order by 1`,
    [id],
  )

/** Plans, carries out twice, since work may be run again, and reads again. */
async function run(id: number, ...wanted: Wanted[]) {
  const { source } = clinic
  const { operations, unplanned } = await source.plan(person(id), wanted)
  const applied = await source.applyAll(operations, "once")
  const again = await source.applyAll(operations, "again")
  const states = again.state === "done" ? again.results.map(({ state }) => state) : [again.state]
  return { operations, unplanned, applied, states, verified: await source.verify(person(id), operations) }
}

test("rows are marked by the columns the map names, and the marks are taken back; nobody else's are touched", async () => {
  const others = await visits(2)
  const first = await run(1, { op: "restrict", category: "visits" })
  expect(first).toMatchObject({
    operations: [
      { strategy: "set", entry: "visits", place: "clinic.visits.is_blocked,clinic.visits.blocked_at" },
    ],
    applied: { state: "done", results: [{ state: "done" }] },
    ...{ states: ["already"], unplanned: [], verified: { held: true } },
  })
  expect(first.operations[0]?.keys).toHaveLength(3)
  expect(await visits(1)).toEqual([2, 4, 6].map((id) => ({ id, is_blocked: true, since: true })))
  // Whoever asks for what is so already is answered, and a mark somebody takes away is found missing.
  const { operations } = await clinic.source.plan(person(1), [{ op: "restrict", category: "visits" }])
  expect(operations.map(({ beforeHash, afterHash }) => beforeHash === afterHash)).toEqual([true])
  await clinic.sql("update clinic.visits set is_blocked = false where id = 2")
  expect(await clinic.source.verify(person(1), operations)).toMatchObject({ held: false })
  const lifted = await run(1, { op: "unrestrict", category: "visits" })
  expect(lifted).toMatchObject({ applied: { state: "done" }, states: ["already"], verified: { held: true } })
  expect(await visits(1)).toEqual([2, 4, 6].map((id) => ({ id, is_blocked: false, since: false })))
  expect(await visits(2)).toEqual(others)
})

test("rows go behind the wall and come back as they were; what was only tried is where it was", async () => {
  const [before, others] = [await rows("clinic.analyses", 1), await rows("clinic.analyses", 2)]
  const wanted: Wanted = { op: "restrict", category: "analyses" }
  const { operations } = await clinic.source.plan(person(1), [wanted])
  expect(await clinic.source.rehearseAll?.(operations)).toMatchObject({ state: "done" })
  expect(await rows("clinic.analyses", 1)).toEqual(before)
  expect(await clinic.source.verify(person(1), operations)).toMatchObject({ held: false })
  const first = await run(1, wanted)
  expect(first).toMatchObject({
    operations: [{ strategy: "move", entry: "analyses", place: "clinic.analyses,closed.analyses", count: 2 }],
    applied: { state: "done", results: [{ state: "done" }] },
    ...{ states: ["already"], verified: { held: true } },
  })
  expect([await rows("clinic.analyses", 1), await rows("closed.analyses", 1)]).toEqual([[], before])
  // A row that is here again, or is not there, is found.
  await clinic.sql(
    "insert into clinic.analyses select * from closed.analyses where patient_id = 1 and id = 2",
  )
  expect(await clinic.source.verify(person(1), first.operations)).toMatchObject({ held: false })
  await clinic.sql("delete from clinic.analyses where patient_id = 1")
  expect(await clinic.source.verify(person(1), first.operations)).toMatchObject({ held: true })
  const lifted = await run(1, { op: "unrestrict", category: "analyses" })
  expect(lifted).toMatchObject({ applied: { state: "done" }, states: ["already"], verified: { held: true } })
  expect([await rows("clinic.analyses", 1), await rows("closed.analyses", 1)]).toEqual([before, []])
  expect(await rows("clinic.analyses", 2)).toEqual(others)
})

test("what changed since the plan stays where it is, and nothing of the rest is done", async () => {
  const { operations } = await clinic.source.plan(person(1), [{ op: "restrict", category: "analyses" }])
  await clinic.sql("update clinic.analyses set result = result || '!' where patient_id = 1 and id = 2")
  expect(await clinic.source.applyAll(operations, "late")).toMatchObject({ state: "changed" })
  expect(await rows("closed.analyses", 1)).toEqual([])
  expect(await run(1, { op: "restrict", category: "nothing" })).toMatchObject({
    unplanned: [{ why: "not_mapped" }],
  })
  const none = await clinic.source.plan(
    [{ kind: "patient_id", value: "3" }],
    [{ op: "restrict", category: "analyses" }],
  )
  expect(none).toMatchObject({ operations: [], unplanned: [{ why: "nothing_held" }] })
})

test("kept rows are found behind the wall they went to in the same plan, and erasing reaches them there", async () => {
  const kept = await run(2, { op: "restrict", category: "analyses" }, { op: "keep", category: "analyses" })
  expect(kept.operations.map(({ op }) => op)).toEqual(["restrict", "keep"])
  expect(kept).toMatchObject({ applied: { state: "done" }, verified: { held: true } })
  expect(await rows("clinic.analyses", 2)).toEqual([])
  const counted = await clinic.source.count({ identifiers: person(2), categories: ["analyses"] })
  expect(counted.categories).toMatchObject([{ category: "analyses", items: 2 }])
  const erased = await run(2, { op: "erase", category: "analyses" }, { op: "restrict", category: "analyses" })
  expect(erased.operations.map(({ op, place }) => [op, place])).toEqual([["erase", "closed.analyses"]])
  expect(erased).toMatchObject({ applied: { state: "done" }, verified: { held: true } })
  expect(await rows("closed.analyses", 2)).toEqual([])
  expect(await clinic.source.verify(person(2), kept.operations)).toMatchObject({ held: false })
})

test("rows too many to be named at once go in parts, and what keeps all of them finds them behind the wall", async () => {
  await clinic.sql(
    "insert into clinic.analyses select n, 3, 'blood', 'жыйынтык' from generate_series(1001, 11001) n",
  )
  const { operations, states, verified } = await run(
    3,
    { op: "restrict", category: "analyses" },
    { op: "keep", category: "analyses" },
  )
  expect(operations.map(({ op, keys, span }) => [op, keys.length, span?.rows])).toEqual([
    ["restrict", 10_000, undefined],
    ["restrict", 1, undefined],
    ["keep", 0, 10_001],
  ])
  expect([states, verified.held]).toEqual([["already", "already", "done"], true])
  expect([(await rows("clinic.analyses", 3)).length, (await rows("closed.analyses", 3)).length]).toEqual([
    0, 10_001,
  ])
})

/** The clinic by a map with one more pair of entries, and the rights for it. */
async function moving(name: "notes" | "documents", columns: string[]): Promise<RelationalMap> {
  const map = structuredClone(clinic.map)
  const entry = map.entries[name]
  for (const field of entry?.fields ?? []) if (field.type === "text") field.correct = true
  const { restriction } = map.subject
  if (!entry || !restriction || "scope" in restriction) throw new Error("no such entry")
  map.entries[`${name}_closed`] = { ...entry, table: `closed.${name}` }
  map.subject.restriction = {
    ...restriction,
    move: { ...restriction.move, [name]: { to: `${name}_closed`, columns } },
  }
  await clinic.sql(`create table closed.${name} (like clinic.${name} including all)`)
  await clinic.sql(grantsFor(map))
  return map
}

const says = async (map: RelationalMap) =>
  (await checkSchema("clinic", map, clinic.connectorUrl)).map(
    ({ path, reason }) => `${String(path.at(-1))}: ${reason}`,
  )

test("a right that lacks, a column that would be lost, one of another type and a value refused are named", async () => {
  expect(await says(clinic.map)).toEqual([])
  const map = structuredClone(clinic.map)
  map.subject.restriction = {
    set: { visits: { visits: { restrict: { is_blocked: "yes" }, lift: { is_blocked: null } } } },
    move: { analyses: { to: "analyses_closed", columns: ["id", "patient_id", "result", "reslt"] } },
  }
  await clinic.sql(`revoke delete on clinic.analyses from ukuk_connector;
    alter table closed.analyses alter result type varchar(9)`)
  const said = await says(map)
  expect(said.filter((reason) => !reason.includes("more than the map needs"))).toEqual([
    'columns: The source has no column "reslt" in clinic.analyses. Correct the map, or give the column back to the source.',
    'columns: The source has no column "reslt" in closed.analyses. Correct the map, or give the column back to the source.',
    'restrict: The column "is_blocked" is boolean: set true or false.',
    'lift: The column "is_blocked" may not be null: set another value.',
    'columns: clinic.analyses has a column "kind" that a row would lose: add it to "columns".',
    'columns: "result" is text in clinic.analyses and character varying(9) in closed.analyses: make them the same.',
    "clinic: The connector's login lacks a right the map needs: grant delete on clinic.analyses to it.",
  ])
  const graded = { visits: { visits: { restrict: { severity: 9 }, lift: { severity: "none" } } } }
  await clinic.sql(`alter table clinic.visits add severity smallint check (severity < 5)`)
  map.subject.restriction = { set: graded }
  expect((await says(map)).filter((reason) => reason.includes("cannot become"))).toEqual([
    'restrict: "severity" cannot become "9": the check visits_severity_check refuses it. Give it another value.',
    'lift: "severity" cannot become "none": it is no smallint. Give it another value.',
  ])
  await clinic.sql(
    `alter table clinic.visits drop severity; alter table closed.analyses alter result type text; ${grantsFor(clinic.map)}`,
  )
})

test("rows that others refer to are left to a person, and rows of a table that inherits are not torn", async () => {
  const documents = await moving("documents", ["id", "patient_id", "title", "scan"])
  await clinic.sql(
    "create table clinic.seals (id bigint primary key, document_id bigint references clinic.documents)",
  )
  const seals =
    "clinic.seals (document_id) refers to clinic.documents, so its rows cannot leave: restrict them by"
  expect((await says(documents)).join("\n")).toContain(`documents: ${seals} "set".`)
  const restrict = (category: string) => [{ op: "restrict", category }] satisfies Wanted[]
  const refused = await clinic.openWith(documents).plan(person(1), restrict("documents"))
  expect(refused).toMatchObject({ operations: [], unplanned: [{ why: "not_mapped" }] })
  await clinic.sql("drop table clinic.seals")
  const free = clinic.openWith(documents)
  const { items } = await free.read({ identifiers: person(1), categories: ["documents"] })
  const [title, scan] = ["title", "scan"].map((name) => items.find(({ field }) => field === name)?.id ?? "")
  const correcting = (value: string): Wanted => {
    return { op: "correct", category: "documents", field: "title", item: title ?? "", value }
  }
  // A correction in the same plan comes first; one afterwards finds the item behind the wall by the name it had.
  for (const wanted of [[correcting("күбөлүк"), ...restrict("documents")], [correcting("паспорт")]]) {
    const { operations } = await free.plan(person(1), wanted)
    expect(operations.map(({ op }) => op)).toEqual(wanted.map(({ op }) => op))
    expect(await free.applyAll(operations, "free")).toMatchObject({ state: "done" })
    expect(await free.verify(person(1), operations)).toMatchObject({ held: true })
  }
  expect(await rows("closed.documents", 1)).toMatchObject([{ title: "паспорт" }])
  const bytes = await free.readBinary(person(1), scan ?? "")
  expect(new TextDecoder().decode(bytes?.bytes)).toBe("паспорттун сканы 1")

  const notes = clinic.openWith(await moving("notes", ["id", "patient_id", "body"]))
  const torn = (await notes.plan(person(1), restrict("notes"))).operations
  await expect(notes.applyAll(torn, "torn")).rejects.toThrow(SourceRefused)
  expect(await rows("clinic.nurse_notes", 1)).toMatchObject([{ nurse: "А." }])
  expect(await rows("closed.notes", 1)).toEqual([])
})
