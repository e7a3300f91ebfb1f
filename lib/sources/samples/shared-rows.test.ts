import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword } from "@/db/testing/database"
import { ownDatabase } from "@/lib/testing/open-deployment"
import { RelationalMap } from "../map-schema"
import type { Wanted } from "../operation"
import { postgresConnector } from "../postgres/connector"
import { grantsFor } from "../postgres/grants"
import { checkSchema } from "../schema-check"

const shared = (column: string, category: string, erase: unknown) => ({
  ...{ column, category, field: column, type: "text", shared: true },
  erase,
})

/** Tenants, of whom several can live in one flat; their rows stay. */
const map = RelationalMap.parse({
  title: { ky: "Үй", ru: "Дом", en: "House" },
  connector: "postgres",
  connection: "HOUSE_URL",
  limits: { seconds: 20, connections: 2 },
  subject: {
    ...{ table: "public.tenant", key: "id", kind: "tenant" },
    identifiers: [{ kind: "phone", column: "mobile", normalise: "exact" }],
  },
  entries: {
    tenants: {
      ...{ table: "public.tenant", primaryKey: ["id"], subject: "id", origin: "self", rows: "keep" },
      shares: {
        ...{
          table: "public.flat",
          primaryKey: ["id"],
          on: { id: "flat" },
          copy: ["street", "phone", "floor"],
        },
      },
      fields: [
        { column: "name", category: "name", field: "name", type: "text", erase: { fixed: "-" } },
        shared("street", "address", { fixed: "-" }),
        shared("floor", "address", "null"),
        shared("phone", "phone", "null"),
      ],
    },
  },
  facts: {},
})

let owner: pg.Client
let url: string
let source: ReturnType<typeof postgresConnector>
beforeAll(async () => {
  const own = await ownDatabase("flats")
  owner = new pg.Client({ connectionString: own })
  await owner.connect()
  await makeConnectorRole(owner, testConnectorPassword)
  await owner.query(`
    create table flat (id int generated always as identity primary key, street text not null, phone text, floor text);
    create table tenant (id int primary key, name text not null, mobile text, flat int references flat);
    insert into flat (street, phone, floor) values ('of one', '11', '1'), ('of two', '22', '2'), ('of a garage', '33', '3');
    insert into tenant values (1, 'Бир', '1', 1), (2, 'Эки', '2', 2), (3, 'Үч', '3', 2), (4, 'Төрт', '4', 3);`)
  await owner.query(grantsFor(map))
  url = connectorUrl(own, testConnectorPassword)
  source = postgresConnector("house", map, url, "of tests")
})
afterAll(async () => {
  await source?.close()
  await owner?.end()
})

const known = (id: number) => [{ kind: "tenant", value: String(id) }]
const erase = (...categories: string[]): Wanted[] => categories.map((category) => ({ op: "erase", category }))
const flats = async () =>
  (
    await owner.query(
      "select t.id, street, phone, floor from flat f join tenant t on t.flat = f.id order by t.id, f.id",
    )
  ).rows

test("what lies in a row nobody else has is emptied there, and in one that others have on a copy of one's own", async () => {
  expect((await checkSchema("house", map, url)).map(({ reason }) => reason)).toEqual([])
  const alone = await source.plan(known(1), erase("name", "address", "phone"))
  expect(alone.unplanned).toEqual([])
  expect(alone.operations.map(({ place, strategy }) => [place, strategy])).toEqual([
    ["public.tenant.name", "fixed"],
    ["public.flat.street,public.flat.floor", "set"],
    ["public.flat.phone", "set"],
  ])
  expect((await source.applyAll(alone.operations, "a")).state).toBe("done")
  expect(await source.verify(known(1), alone.operations)).toMatchObject({ held: true })

  const together = await source.plan(known(2), erase("address"))
  expect(together.operations.map(({ strategy, keys }) => [strategy, keys])).toEqual([
    ["split", [{ id: "2" }]],
  ])
  // While another moves out the plan is no longer what it was.
  await owner.query("update tenant set flat = 1 where id = 3")
  expect((await source.applyAll(together.operations, "b")).state).toBe("changed")
  await owner.query("update tenant set flat = 2 where id = 3")
  expect((await source.applyAll(together.operations, "b")).state).toBe("done")
  expect(await source.verify(known(2), together.operations)).toMatchObject({ held: true })
  expect((await source.applyAll(together.operations, "b")).state).toBe("done")
  expect(await flats()).toEqual([
    { id: 1, street: "-", phone: null, floor: null },
    { id: 2, street: "-", phone: "22", floor: null },
    { id: 3, street: "of two", phone: "22", floor: "2" },
    { id: 4, street: "of a garage", phone: "33", floor: "3" },
  ])
  expect((await source.plan(known(2), erase("address"))).unplanned).toMatchObject([{ why: "nothing_held" }])
})

test("what others may have whom the map does not know, or what two copies would be made of, is for a person", async () => {
  await owner.query("update tenant set flat = 2 where id = 2")
  const two = await source.plan(known(2), erase("address", "phone"))
  expect([two.operations, two.unplanned.map(({ why }) => why)]).toEqual([[], ["not_mapped", "not_mapped"]])
  await owner.query("create table garage (id int primary key, flat int references flat)")
  const other = postgresConnector("house", map, url, "of tests")
  const { operations, unplanned } = await other.plan(known(4), erase("name", "address"))
  await other.close()
  expect(operations.map(({ place }) => place)).toEqual(["public.tenant.name"])
  expect(unplanned).toMatchObject([{ why: "not_mapped", wanted: { category: "address" } }])
})
