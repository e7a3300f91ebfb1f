import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword } from "@/db/testing/database"
import { ownDatabase } from "@/lib/testing/open-deployment"
import { RelationalMap } from "../map-schema"
import { postgresConnector } from "../postgres/connector"
import { grantsFor } from "../postgres/grants"

const title = { ky: "Үй", ru: "Дом", en: "House" }
const text = (column: string, category: string) => ({ column, category, field: column, type: "text" })
const entry = (table: string, subject: unknown, category: string, column: string, more: object = {}) => ({
  ...{ table: `public.${table}`, primaryKey: ["id"], subject, origin: "self", rows: "delete" },
  ...{ fields: [text(column, category)], ...more },
})
const member = { table: "public.member", on: { house: "house" } }

/** A person is known by branch and number; houses have several members; a letter and its answer need each other. */
const map = RelationalMap.parse({
  title,
  connector: "postgres",
  connection: "HOUSE_URL",
  limits: { seconds: 5, connections: 2 },
  subject: {
    ...{ table: "public.person", key: ["branch", "n"], kind: "person" },
    identifiers: [{ kind: "phone", column: "phone", normalise: "exact" }],
  },
  entries: {
    remarks: entry("remark", ["branch", "n"], "remarks", "said", { path: [member] }),
    members: entry("member", ["branch", "n"], "members", "role"),
    letters: entry("letter", ["branch", "n"], "letters", "body", { releases: ["answered"] }),
    answers: entry("answer", ["branch", "n"], "letters", "reply", { refers: ["letter"] }),
    people: entry("person", ["branch", "n"], "people", "name", {
      primaryKey: ["branch", "n"],
      releases: ["boss"],
    }),
  },
  facts: {},
})

const SCHEMA = `
create table person (branch text, n int, name text not null, phone text, boss int, primary key (branch, n),
  foreign key (branch, boss) references person);
create table member (id int primary key, house int not null, role text not null, branch text, n int,
  foreign key (branch, n) references person);
create table remark (id int primary key, house int not null, said text not null);
create table letter (id int primary key, branch text, n int, body text, answered int,
  foreign key (branch, n) references person);
create table answer (id int primary key, branch text, n int, reply text, letter int references letter,
  foreign key (branch, n) references person);
alter table letter add foreign key (answered) references answer;
insert into person values ('Ош', 1, 'Үлгү Бир', '1', null), ('Ош', 2, 'Үлгү Эки', '2', null),
  ('Чүй', 1, 'Үлгү Үч', '3', null), ('Чүй', 2, 'Үлгү Төрт', '4', 1);
insert into member values (1, 10, 'owner', 'Ош', 1), (2, 10, 'guest', 'Ош', 2), (3, 11, 'owner', 'Ош', 1),
  (4, 11, 'keeper', 'Ош', 1);
insert into remark values (1, 10, 'of both'), (2, 11, 'of one alone');
insert into letter values (1, 'Ош', 1, 'mine', null), (2, 'Ош', 2, 'theirs', null);
insert into answer values (1, 'Ош', 1, 'mine again', 1);
update letter set answered = 1 where id = 1;`

let owner: pg.Client
let source: ReturnType<typeof postgresConnector>
beforeAll(async () => {
  const url = await ownDatabase("ways")
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await makeConnectorRole(owner, testConnectorPassword)
  await owner.query(SCHEMA)
  await owner.query(grantsFor(map))
  source = postgresConnector("house", map, connectorUrl(url, testConnectorPassword), "of tests")
})
afterAll(async () => {
  await source?.close()
  await owner?.end()
})

const all = ["remarks", "members", "letters", "people"].map((category) => ({
  op: "erase" as const,
  category,
}))
const known = (key: string) => [{ kind: "person", value: key }]

test("a key of two columns names one person, and what several share is taken from none", async () => {
  expect(await source.people(null, 10)).toEqual(
    ['["Ош", 1]', '["Ош", 2]', '["Чүй", 1]', '["Чүй", 2]'].map(asTexts),
  )
  const [key = ""] = await source.find("phone", "1")
  const { items } = await source.read({ identifiers: known(key) })
  expect(items.filter(({ category }) => category === "remarks").map(({ value }) => value)).toEqual([
    "of both",
    "of one alone",
  ])
  const plan = await source.plan(known(key), all)
  expect(plan.unplanned).toMatchObject([{ why: "needed", wanted: { category: "remarks" } }])
  expect((await source.applyAll(plan.operations, "ways")).state).toBe("done")
  expect(await source.verify(known(key), plan.operations)).toMatchObject({ held: true })
  const left = async (table: string) =>
    (await owner.query<{ id: number }>(`select id from ${table} order by 1`)).rows.map(({ id }) => id)
  expect(await left("remark")).toEqual([1])
  expect(await left("member")).toEqual([2])
  expect(await left("letter")).toEqual([2])
  expect(await left("answer")).toEqual([])
  expect(await source.find("phone", "1")).toEqual([])
})

test("somebody's superior stays as long as the other's row names them", async () => {
  const [key = ""] = await source.find("phone", "3")
  const plan = await source.plan(known(key), [{ op: "erase", category: "people" }])
  expect(plan.unplanned).toMatchObject([{ why: "needed" }])
  expect(plan.operations.map(({ op }) => op)).toEqual(["keep"])
  expect((await source.plan(known('["no key"'), all)).subjects).toEqual([])
})

const asTexts = (key: string): string => key.replace(/ (\d)/, ' "$1"')
