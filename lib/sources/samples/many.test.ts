import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword } from "@/db/testing/database"
import { ownDatabase } from "@/lib/testing/open-deployment"
import { RelationalMap } from "../map-schema"
import type { PlannedOperation, Wanted } from "../operation"
import { postgresConnector } from "../postgres/connector"
import { grantsFor } from "../postgres/grants"

const VISITS = 24_000
const REMARKS = 12_000

const field = (column: string, category: string, erase: unknown, more: object = {}) => ({
  ...{ column, category, field: column, type: "text", erase },
  ...more,
})
const entry = (table: string, primaryKey: string[], more: object) => ({
  ...{ table: `public.${table}`, primaryKey, subject: "person", origin: "shop", rows: "delete" },
  ...more,
})

/** A shop that writes down each visit of a person to its pages, and remarks upon half of them. */
const map = RelationalMap.parse({
  title: { ky: "Дүкөн", ru: "Магазин", en: "Shop" },
  connector: "postgres",
  connection: "SHOP_URL",
  limits: { seconds: 120, connections: 2 },
  subject: {
    ...{ table: "public.person", key: "id", kind: "person" },
    identifiers: [{ kind: "phone", column: "phone", normalise: "exact" }],
  },
  entries: {
    people: entry("person", ["id"], { subject: "id", fields: [field("name", "name", { fixed: "-" })] }),
    visits: entry("visit", ["id"], {
      fields: [
        field("page", "page", { fixed: "-" }, { correct: true }),
        field("seen", "device", { fixed: "0" }, { path: ["ip"], field: "ip" }),
        field("browser", "device", "hash"),
        field("at", "times", "truncate_date", { type: "date" }),
      ],
    }),
    remarks: entry("remark", ["shop", "n"], {
      path: [{ table: "public.visit", on: { id: "visit" } }],
      fields: [field("said", "remarks", undefined)],
    }),
  },
  references: [{ table: "public.dispute", primaryKey: ["id"], to: "public.visit", on: { visit: "id" } }],
  facts: {},
})

const SCHEMA = `
create table person (id int primary key, name text not null, phone text);
create table visit (id int primary key, person int not null references person, page text not null, seen jsonb,
  browser text, at date);
create index on visit (person);
create table remark (shop text, n int, visit int not null references visit, said text, primary key (shop, n));
create index on remark (visit);
create table dispute (id int primary key, visit int references visit);`

// Every seventh visit is another person's.
const FILL = `
truncate person, visit, remark, dispute;
insert into person select i, 'Үлгү ' || i, i::text from generate_series(1, 2) i;
insert into visit select i, 1 + (i % 7 = 0)::int, 'page ' || i,
  case when i % 2 = 0 then jsonb_build_object('ip', i::text, 'kept', i) end, case when i % 5 = 0 then 'b' || i end,
  date '2020-03-04' + i % 900
  from generate_series(1, ${(VISITS / 6) * 7}) i;
insert into remark select case when id % 3 = 0 then 'Ош' else 'Чүй' end, id, id, 'of ' || id from visit where id % 2 = 0;
analyze`

let owner: pg.Client
let source: ReturnType<typeof postgresConnector>
const rows = async (text: string) => (await owner.query<Record<string, unknown>>(text)).rows
const number = async (text: string) => Number((await rows(`select count(*) as n from ${text}`))[0]?.n)

beforeAll(async () => {
  const url = await ownDatabase("many")
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await makeConnectorRole(owner, testConnectorPassword)
  await owner.query(SCHEMA)
  await owner.query(FILL)
  await owner.query(grantsFor(map))
  source = postgresConnector("shop", map, connectorUrl(url, testConnectorPassword), "of tests")
})
afterAll(async () => {
  await source?.close()
  await owner?.end()
})

const one = [{ kind: "person", value: "1" }]
const erase = (...categories: string[]): Wanted[] => categories.map((category) => ({ op: "erase", category }))
const spans = (operations: readonly PlannedOperation[], place: string) =>
  operations.filter((each) => each.place === place).map(({ span, keys }) => [span?.rows, keys.length])

test("of rows too many to be named a plan says where they begin and end, and their values go in spans", async () => {
  const { operations, unplanned } = await source.plan(one, erase("page", "device"))
  expect(unplanned).toEqual([])
  expect(JSON.stringify(operations).length).toBeLessThan(5_000)
  expect(spans(operations, "public.visit.page")).toEqual([
    [20_000, 0],
    [4_000, 0],
  ])
  expect(operations.map(({ items }) => items)).toEqual([
    { page: 20_000 },
    expect.objectContaining({ device: expect.any(Number) }),
    { page: 4_000 },
    expect.objectContaining({ device: expect.any(Number) }),
  ])
  expect((await source.plan(one, erase("page", "device"))).operations).toEqual(operations)
  // One value of one row is another: nothing of it is done.
  await owner.query("update visit set page = 'another' where id = 32")
  expect((await source.applyAll(operations, "a")).state).toBe("changed")
  expect(await number("visit where page = '-'")).toBe(0)
  await owner.query("update visit set page = 'page 32' where id = 32")
  const before = await rows("select id, seen, browser from visit where person = 1 and id < 30 order by id")
  expect((await source.applyAll(operations, "a")).state).toBe("done")
  expect(await source.verify(one, operations)).toMatchObject({ held: true })
  expect(await source.applyAll(operations, "a")).toMatchObject({
    state: "done",
    results: [{ state: "already" }, {}, {}, {}],
  })
  expect(await number("visit where page = '-'")).toBe(VISITS)
  // Where there was no value there is none, and what lies beside one stays.
  const after = await rows("select id, seen, browser from visit where person = 1 and id < 30 order by id")
  expect(after.map(({ seen }) => seen)).toEqual(
    before.map(({ seen, id }) => (seen === null ? null : { ip: "0", kept: id })),
  )
  expect(after.map(({ browser }) => browser === null)).toEqual(before.map(({ browser }) => browser === null))
  expect(await number("visit where person = 2 and (page = '-' or browser !~ '^b')")).toBe(0)
  // A value that comes back is seen.
  await owner.query("update visit set page = 'again' where id = 32")
  expect(await source.verify(one, operations)).toMatchObject({ held: false })
})

test("rows go span by span before what they refer to, and another's stay", async () => {
  await owner.query(FILL)
  const wanted = erase("name", "page", "device", "times", "remarks")
  const { operations, unplanned } = await source.plan(one, wanted)
  expect(unplanned).toEqual([])
  expect(operations.map(({ place, strategy, span }) => [place, strategy, span?.rows])).toEqual([
    ["public.remark", "delete", REMARKS],
    ["public.visit", "delete", 20_000],
    ["public.visit", "delete", 4_000],
    ["public.person", "delete", undefined],
  ])
  expect((await source.applyAll(operations, "b")).state).toBe("done")
  expect(await source.verify(one, operations)).toMatchObject({ held: true })
  expect(await rows("select distinct person from visit")).toEqual([{ person: 2 }])
  expect(await number("person")).toBe(1)
})

test("a row beyond the spans is not in the plan, and is seen when all is read again", async () => {
  await owner.query(FILL)
  const { operations } = await source.plan(one, erase("page", "device", "times", "remarks"))
  await owner.query("insert into visit (id, person, page) values (0, 1, 'new')")
  expect((await source.applyAll(operations, "c")).state).toBe("done")
  const { held, operations: found, reach } = await source.verify(one, operations)
  expect([held, found.every((each) => each.held)]).toEqual([false, true])
  expect(reach.find(({ category }) => category === "page")).toMatchObject({ found: 1, held: false })
  expect(await rows("select page from visit where person = 1")).toEqual([{ page: "new" }])
})

test("where another needs one of many rows, all are named, and that one is emptied", async () => {
  await owner.query(FILL)
  await owner.query("insert into dispute values (1, 20)")
  const { operations } = await source.plan(one, erase("page", "device", "times", "remarks"))
  const visits = operations.filter(({ place }) => place.startsWith("public.visit"))
  expect(visits.every(({ span }) => !span)).toBe(true)
  expect(visits.find(({ strategy }) => strategy === "delete")?.keys.length).toBe(VISITS - 1)
  expect(visits.find(({ category, keys }) => category === "page" && keys.length === 1)?.keys).toEqual([
    { id: "20" },
  ])
  expect((await source.applyAll(operations, "d")).state).toBe("done")
  expect(await rows("select id, page from visit where person = 1")).toEqual([{ id: 20, page: "-" }])
})

test("what is kept, corrected and erased one by one among many is told by its own key", async () => {
  await owner.query(FILL)
  const { operations: kept } = await source.plan(one, [{ op: "keep", category: "times" }])
  expect(spans(kept, "public.visit.at")).toEqual([
    [20_000, 0],
    [4_000, 0],
  ])
  expect(await source.verify(one, kept)).toMatchObject({ held: true })
  const page = { offset: VISITS - 2, limit: 2 }
  const { items } = await source.read({ identifiers: one, categories: ["page"], page })
  const [item, other] = items.map(({ id }) => id)
  const correct = (more: object) => ({
    op: "correct" as const,
    category: "page",
    field: "page",
    value: "mine",
    ...more,
  })
  expect((await source.plan(one, [correct({})])).unplanned).toMatchObject([{ why: "ambiguous" }])
  const corrected = await source.plan(one, [correct({ item })])
  expect(corrected.operations.map(({ keys }) => keys)).toEqual([[items[0]?.key]])
  const single = await source.plan(one, [{ op: "erase", category: "page", items: [other ?? ""] }])
  expect(single.operations.map(({ keys, span }) => [keys, span])).toEqual([[[items[1]?.key], undefined]])
  // Of what is kept some goes all the same: less than was promised.
  await owner.query("delete from remark; delete from visit where person = 1 and id < 100")
  expect(await source.verify(one, kept)).toMatchObject({ held: false })
})
