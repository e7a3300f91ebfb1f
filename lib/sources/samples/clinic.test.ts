import { afterAll, beforeAll, expect, test } from "vitest"
import { itemsByRows, itemsOf } from "../conformance/reading.fixture"
import type { Identifiers } from "../connector"
import { SourceRefused, ValueDoesNotFit } from "../failures"
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
const erasing = (...categories: string[]): Wanted[] =>
  categories.map((category) => ({ op: "erase", category }))

/** Field to value of everything held of a person, of some categories; several values of one field as a list. */
async function held(id: number, ...categories: string[]): Promise<Record<string, unknown>> {
  const { items } = await clinic.source.read({
    identifiers: person(id),
    ...(categories.length > 0 ? { categories } : {}),
    page: { offset: 0, limit: 1000 },
  })
  const found: Record<string, unknown> = {}
  for (const { field, value } of items) found[field] = field in found ? [found[field], value].flat() : value
  return found
}

test("what comes by rows is what comes item by item, of every type and of rows that are several people's", async () => {
  for (const id of [1, 2, 3])
    for (const { category } of (await clinic.source.count({ identifiers: person(id) })).categories)
      expect(await itemsByRows(clinic.source, person(id), category)).toEqual(
        await itemsOf(clinic.source, person(id), [category]),
      )
})

/** Erases, and says whether it was verified; twice, since work may be run again. */
async function erase(id: number, ...categories: string[]) {
  const plan = await clinic.source.plan(person(id), erasing(...categories))
  expect(await clinic.source.plan(person(id), erasing(...categories))).toMatchObject({
    operations: plan.operations,
  })
  expect(await clinic.source.verify(person(id), plan.operations)).toMatchObject({ held: false })
  expect(await clinic.source.applyAll(plan.operations, "once")).toMatchObject({ state: "done" })
  const again = await clinic.source.applyAll(plan.operations, "again")
  expect(again.state === "done" && again.results.every(({ state }) => state === "already")).toBe(true)
  const verified = await clinic.source.verify(person(id), plan.operations)
  return { plan, verified, unplanned: plan.unplanned.map(({ why }) => why) }
}

async function correct(id: number, category: string, field: string, value: string | number | boolean | null) {
  const plan = await clinic.source.plan(person(id), [{ op: "correct", category, field, value }])
  if (plan.operations.length === 0) return plan.unplanned.map(({ why }) => why)
  expect(await clinic.source.applyAll(plan.operations, "once")).toMatchObject({ state: "done" })
  expect(await clinic.source.verify(person(id), plan.operations)).toMatchObject({ held: true })
  return "held"
}

const patient = async (id: number, columns: string) =>
  (await clinic.sql(`select ${columns} from clinic.patients where id = $1`, [id]))[0]

test("the map fits the clinic's schema, and the connector has the rights it needs and no others", async () => {
  const check = async () =>
    (await checkSchema("clinic", clinic.map, clinic.connectorUrl)).map(({ reason }) => reason)
  expect(await check()).toEqual([])
  await clinic.sql(
    "do $$ begin execute format('alter role ukuk_connector in database %I reset all', current_database()); end $$",
  )
  await clinic.sql("revoke maintain on clinic.patient_index from ukuk_connector")
  expect(await check()).toEqual([
    "The connector's login may neither read nor unlink large objects: set lo_compat_privileges for it in this database.",
    "The connector's login may not make clinic.patient_index anew: grant maintain on clinic.patient_index to it.",
  ])
  await clinic.sql(grantsFor(clinic.map))
  expect(await check()).toEqual([])
})

test("every type is read as a value a person can read, and what is absent is no item", async () => {
  expect(await held(1)).toEqual({
    pin: "10101199000001",
    family: "Сынакова 1",
    given: "Бурул",
    whole: "Бурул Сынакова 1",
    initials: "БС",
    words: "'1':2 'сынакова':1",
    indexed: "Сынакова 1",
    code: "C-001",
    mail: "burul1@clinic.example",
    phone: "+996555000001",
    other_phone: "+996555111111",
    home: { city: "Ош", flat: 1 },
    weight: 61.5,
    smokes: false,
    history: [{ year: 2020, what: "сөөк сынуу" }],
    letter: { to: "Бурул 1", text: "салам" },
    remarks: { бийиктик: "161" },
    tags: ["тынч", "ыраазы"],
    moods: ["calm", "anxious"],
    mood: "calm",
    stay: "[2026-01-01,2026-01-10)",
    stays: "{[2026-01-01,2026-01-03),[2026-02-01,2026-02-03)}",
    device: "08:00:2b:01:02:03",
    address: "10.0.0.1",
    token: "00000000-0000-4000-8000-000000000001",
    owed: "120.50",
    spent: "P1DT2H",
    flags: "1010",
    spot: { city: "Ош", street: "Масалиев к." },
    place: "(1,40)",
    born: "1990-05-15",
    seen_at: "2026-03-01T04:00:00+00:00",
    photo: { bytes: 3 },
    portrait: { bytes: 12 },
    title: "паспорт",
    scan: { bytes: 33 },
    visited_on: ["2024-09-09", "2025-09-09", "2026-02-02"],
    complaint: ["арыз 2", "арыз 4", "арыз 6"],
    result: ["жыйынтык 2", "жыйынтык 4"],
    body: ["эскертүү", "медайымдын эскертүүсү"],
    house: "үй 1",
    birthplace: "Ош 1",
    long_name: "узун 1",
    sorted: "тартип 1",
    contact_phone: "+996555000001",
    shown: "Бурул Сынакова 1",
    remark: "эски эскертүү",
  })
})

test("a value in a document is corrected in place with its own type, and a missing branch is made", async () => {
  const before = (await patient(1, "profile"))?.profile as Record<string, object>
  expect(await correct(1, "body", "weight", "63.25")).toBe("held")
  expect(await correct(1, "body", "smokes", "true")).toBe("held")
  expect(await correct(1, "body", "allergies", "жаңгак")).toBe("held")
  expect(await correct(1, "home", "zip", "723500")).toBe("held")
  expect(await correct(1, "phone", "phone", "+996555222222")).toBe("held")
  expect((await patient(1, "profile"))?.profile).toEqual({
    ...before,
    contact: {
      phones: ["+996555222222", "+996555111111"],
      home: { city: "Ош", flat: 1 },
      post: { zip: "723500" },
    },
    weight: 63.25,
    smokes: true,
    allergies: "жаңгак",
  })
  await expect(correct(1, "body", "weight", "көп")).rejects.toThrow(ValueDoesNotFit)
  await clinic.sql(`update clinic.patients set profile = '{"contact": {"post": "жок"}}' where id = 3`)
  await expect(correct(3, "home", "zip", "723500")).rejects.toThrow(ValueDoesNotFit)
})

test("erasing in a document takes the value and leaves what lies beside it", async () => {
  const { verified } = await erase(2, "phone")
  expect(verified.held).toBe(true)
  expect((await patient(2, "profile -> 'contact' as contact"))?.contact).toEqual({
    phones: [null, null],
    home: { city: "Ош", flat: 2 },
  })
  expect((await erase(2, "home", "body", "illness")).verified.held).toBe(true)
  expect((await patient(2, "profile"))?.profile).toEqual({
    contact: { phones: [null, null] },
    weight: 0,
    allergies: null,
  })
  expect(await held(2, "phone", "home", "body", "illness")).toEqual({})
})

const EMPTIED = {
  pin: null,
  family: "erased",
  words: "'erased':1",
  mail: null,
  letter: {},
  remarks: null,
  tags: [],
  moods: "{anxious}",
  mood: null,
  stay: "empty",
  stays: null,
  device: "00:00:00:00:00:00",
  address: "0.0.0.0",
  owed: "$0.00",
  spent: null,
  flags: "0000",
  token: "00000000-0000-0000-0000-000000000000",
  spot: { city: null, street: null },
  born: "1990-01-01",
  photo: null,
  portrait: null,
}

test("every type loses its value in its own way, and what the source derives from it goes with it", async () => {
  const categories = "pin name code mail letter remarks tags stay device money spot born photo".split(" ")
  const before = await patient(2, "code")
  const { plan, verified, unplanned } = await erase(2, ...categories)
  expect(unplanned).toEqual([])
  expect(plan.operations.find(({ category }) => category === "name")?.items).toEqual({ name: 5 })
  expect(verified.reach.filter(({ held }) => !held)).toEqual([])
  expect(verified.held).toBe(true)
  const row = Object(
    await patient(2, "to_jsonb(patients) || jsonb_build_object('moods', moods::text) as row"),
  ).row
  expect(row).toMatchObject(EMPTIED)
  expect(row.given).toMatch(/^[a-z]{10}$/)
  expect(row.whole).toBe(`${row.given} erased`)
  expect(row.code).toMatch(/^[0-9a-f]{32}$/)
  expect(row.code).not.toBe(before?.code)
  // A year is left of a date, and is still to be seen; nothing else is.
  expect(await held(2, ...categories)).toEqual({ born: "1990-01-01", seen_at: "2025-12-31T18:00:00+00:00" })
  expect((await clinic.source.plan(person(2), erasing(...categories))).operations).toEqual([])
})

test("part of what a derived value is made from goes: the rest of it is still held, and said to be", async () => {
  const { items } = await clinic.source.read({ identifiers: person(3), categories: ["name"] })
  const family = items.filter(({ field }) => field === "family").map(({ id }) => id)
  const whole = items.filter(({ field }) => field === "whole").map(({ id }) => id)
  const alone = await clinic.source.plan(person(3), [{ op: "erase", category: "name", items: whole }])
  expect(alone.operations).toEqual([])
  expect(alone.unplanned.map(({ why }) => why)).toEqual(["not_mapped"])
  const plan = await clinic.source.plan(person(3), [{ op: "erase", category: "name", items: family }])
  expect((await clinic.source.applyAll(plan.operations, "family")).state).toBe("done")
  expect(await held(3, "name")).toMatchObject({ whole: "Бурул erased" })
})

test("a large object is read, unlinked with its row or alone, and seen to be gone", async () => {
  const { items } = await clinic.source.read({ identifiers: person(1), categories: ["documents", "photo"] })
  const scan = items.find(({ field }) => field === "scan")
  const bytes = await clinic.source.readBinary(person(1), scan?.id ?? "")
  expect(Buffer.from(bytes?.bytes ?? []).toString()).toBe("паспорттун сканы 1")
  expect(await clinic.source.readBinary(person(2), scan?.id ?? "")).toBeNull()
  const objects = async () =>
    (await clinic.sql("select count(*)::int as n from pg_largeobject_metadata"))[0]?.n
  const [document] = await clinic.sql("select scan from clinic.documents where patient_id = 1")
  const before = Number(await objects())
  const plan = await clinic.source.plan(person(1), erasing("documents"))
  // Somebody wrote another scan into the same object meanwhile.
  await clinic.sql("select lo_put($1, 0, 'x')", [document?.scan])
  expect(await clinic.source.applyAll(plan.operations, "late")).toMatchObject({ state: "changed" })
  expect(await objects()).toBe(before)
  const { verified } = await erase(1, "documents")
  expect(verified.held).toBe(true)
  expect(await objects()).toBe(before - 1)
  expect((await erase(1, "photo")).verified.held).toBe(true)
  expect(await objects()).toBe(before - 2)
  // The row is gone and an object of that number is there again: found, since objects are looked for by themselves.
  await clinic.sql("select lo_create($1)", [document?.scan])
  const found = await clinic.source.verify(person(1), (await planned("documents", plan)).operations)
  expect(found.held).toBe(false)
  await clinic.sql("select lo_unlink($1)", [document?.scan])
})

const planned = async (category: string, plan: { operations: readonly { category: string }[] }) => {
  expect(plan.operations.every((each) => each.category === category)).toBe(true)
  return plan as Awaited<ReturnType<Sample["source"]["plan"]>>
}

test("what a trigger writes down of an erased name is erased in the same transaction, and of a corrected one stays", async () => {
  expect(await correct(1, "name", "family", "Сынаева")).toBe("held")
  expect(await held(1, "name")).toMatchObject({
    whole: "Бурул Сынаева",
    words: "'сынаева':1",
    former_family: "Сынакова 1",
    indexed: "Сынаева",
  })
  const { plan, verified } = await erase(1, "name")
  expect(plan.operations.filter(({ entry }) => entry === "former_names")).toMatchObject([{ count: 1 }])
  expect(verified.held).toBe(true)
  expect(await clinic.sql("select * from clinic.former_names where patient_id = 1")).toEqual([])
  expect(await clinic.sql("select family from clinic.patient_index where id = 1")).toEqual([
    { family: "erased" },
  ])
})

test("a date is cut across the borders of partitions, and rows go from whichever partition holds them", async () => {
  const { verified } = await erase(1, "visits")
  expect(verified.held).toBe(true)
  expect(
    await clinic.sql(
      "select tableoid::regclass::text as part, visited_on::text, complaint from clinic.visits where patient_id = 1 order by id",
    ),
  ).toEqual([
    { part: "clinic.visits_2024", visited_on: "2024-01-01", complaint: null },
    { part: "clinic.visits_2025_spring", visited_on: "2025-01-01", complaint: null },
    { part: "clinic.visits_rest", visited_on: "2026-01-01", complaint: null },
  ])
  expect((await erase(2, "analyses")).verified.held).toBe(true)
  expect(await clinic.sql("select id from clinic.analyses order by id")).toEqual([{ id: "2" }, { id: "4" }])
  expect(await correct(2, "visits", "complaint", "башка арыз")).toEqual(["ambiguous"])
})

test("rows of a table that inherits are read and go through the one above it", async () => {
  expect((await erase(1, "notes")).verified.held).toBe(true)
  expect(await clinic.sql("select body from clinic.notes")).toEqual([{ body: "башка" }])
})

test("names with spaces, dots, quotes and Kyrgyz letters are names like any other", async () => {
  expect(await correct(3, "places", "house", "жаңы үй")).toBe("held")
  const { verified, plan } = await erase(3, "places")
  expect(verified.held).toBe(true)
  expect(plan.operations.map(({ place }) => place).join(",")).toContain("Бейтап үйү.Жашаган жери.2026.select")
  const [row] = await clinic.sql(
    `select to_jsonb(t) as row from "Бейтап үйү"."Жашаган жери.2026" t where "№" = 3`,
  )
  expect(row?.row).toMatchObject({ select: null, 'Туулган "жери"': "-" })
  expect(await held(3, "places")).toEqual({})
})

test("a view that can be written is; one that cannot follows what lies beneath it, or is said not to be mapped", async () => {
  expect(await correct(2, "contacts", "contact_phone", "+996555333333")).toBe("held")
  expect((await erase(2, "contacts")).verified.held).toBe(true)
  expect(await clinic.sql("select id from clinic.contacts_stored where patient_id = 2")).toEqual([])
  const views = await clinic.source.plan(person(2), erasing("card", "register"))
  expect(views.operations).toEqual([])
  expect(views.unplanned.map(({ why }) => why)).toEqual(["not_mapped", "not_mapped"])
  expect(await held(2, "register")).toEqual({ remark: "башка эскертүү" })
})

test("a trigger that takes a change back, or holds it, is told: nothing is said to be done that was not", async () => {
  const trigger = (body: string) =>
    clinic.sql(
      `create or replace function clinic.hold() returns trigger language plpgsql as $$ begin ${body} end $$`,
    )
  await trigger("new.code := old.code; return new;")
  await clinic.sql(
    "create trigger hold before update on clinic.patients for each row execute function clinic.hold()",
  )
  const plan = await clinic.source.plan(person(3), erasing("code"))
  expect((await clinic.source.applyAll(plan.operations, "undone")).state).toBe("done")
  expect(await clinic.source.verify(person(3), plan.operations)).toMatchObject({
    held: false,
    operations: [{ held: false, found: 1 }],
  })
  await trigger("new.given := old.given; return new;")
  await expect(correct(3, "name", "given", "Айгүл")).rejects.toThrow(ValueDoesNotFit)
  await trigger("return null;")
  await expect(clinic.source.applyAll(plan.operations, "held")).rejects.toThrow(
    new SourceRefused("clinic", "left rows of clinic.patients.code as they were, though told to change them"),
  )
  await clinic.sql("drop trigger hold on clinic.patients")
  expect((await clinic.source.applyAll(plan.operations, "free")).state).toBe("done")
  expect(await clinic.source.verify(person(3), plan.operations)).toMatchObject({ held: true })
})

test("a value that the source only writes in another way is promised as the source writes it", async () => {
  expect(await correct(3, "mail", "mail", "Айгүл@Clinic.Example")).toBe("held")
  expect(await patient(3, "mail")).toEqual({ mail: "айгүл@clinic.example" })
  await expect(correct(3, "tags", "mood", "furious")).rejects.toThrow(ValueDoesNotFit)
})

test("a value that is not of the type the map says is read as it stands, erased like any other, and never lost", async () => {
  await clinic.sql(`update clinic.patients set profile = '{"weight": "оор", "smokes": "кээде"}' where id = 3`)
  expect(await held(3, "body")).toEqual({ weight: "оор", smokes: "кээде" })
  await clinic.sql("alter table clinic.patients alter column born type text, alter column born drop not null")
  await clinic.sql("update clinic.patients set born = 'жазында' where id = 3")
  const drifted = clinic.openWith(clinic.map)
  const born = async () => (await drifted.read({ identifiers: person(3), categories: ["born"] })).items[0]
  expect(await born()).toMatchObject({ field: "born", type: "date", value: "жазында" })
  const plan = await drifted.plan(person(3), erasing("born", "body"))
  expect((await drifted.applyAll(plan.operations, "odd")).state).toBe("done")
  expect(await drifted.verify(person(3), plan.operations)).toMatchObject({ held: true })
  expect(await patient(3, "born, profile")).toEqual({ born: null, profile: { weight: 0 } })
})
