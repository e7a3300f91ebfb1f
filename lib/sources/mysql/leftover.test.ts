import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { Quarantined } from "../failures"
import { RelationalMap } from "../map-schema"
import { mysqlConnector } from "./connector"
import { grantsFor } from "./grants"
import { openShop, type Shop } from "./shop.fixture"

const TABLES = `create database club character set utf8mb4 collate utf8mb4_general_ci;
create table club.members (card varchar(20) primary key, pin char(14) unique);
create table club.clerks (id bigint unsigned primary key, pin char(14) unique);
create table club.notes (
  id int auto_increment primary key, owner_type varchar(20), owner_id varchar(20), note varchar(40), key (owner_id)
);
create table club.pages (note_id int, nth int, said varchar(40), primary key (note_id, nth));
insert into club.members values ('NK-7', '21501199000001'), ('NK-8', '21501199000002');
insert into club.clerks values (7, '21501199000001'), (8, '21501199000002');
insert into club.notes values
  (1, 'member', 'NK-7', 'as written'), (2, 'member', 'nk-7', 'in small letters'), (3, 'member', 'NK-8', 'of another'),
  (4, 'clerk', '7', 'by number'), (5, 'clerk', '07', 'no number of theirs'), (6, 'clerk', '8', 'of another');
insert into club.pages values (1, 1, 'm'), (4, 1, 'c'), (6, 1, 'o');`

/** A map of people of whom rows say by a type and a text whose they are. */
function mapOf(table: string, key: string, type: string, step: object): RelationalMap {
  const common = { origin: "subject", rows: "delete", subject: key }
  const people = { table, on: { [key]: "owner_id" } }
  return RelationalMap.parse({
    title: { ky: "Клуб", ru: "Клуб", en: "Club" },
    ...{ connector: "mysql", connection: "CLUB_URL", limits: { seconds: 5, connections: 2 } },
    subject: {
      ...{ table, key, kind: "number" },
      identifiers: [{ kind: "pin", column: "pin", normalise: "digits", proves: true }],
    },
    facts: {},
    entries: {
      people: {
        ...{ ...common, table, primaryKey: [key] },
        fields: [{ column: "pin", category: "pin", field: "pin", type: "pin" }],
      },
      notes: {
        ...{
          ...common,
          table: "club.notes",
          primaryKey: ["id"],
          where: { owner_type: type },
          path: [people],
        },
        fields: [{ column: "note", category: "notes", field: "note", type: "text" }],
      },
      pages: {
        ...{ ...common, table: "club.pages", primaryKey: ["note_id", "nth"], path: [step, people] },
        fields: [{ column: "said", category: "notes", field: "said", type: "text" }],
      },
    },
  })
}

// Where no MariaDB server is to be had, this is counted as skipped.
describe.skipIf(mariaDbFolder === undefined)("rows that say by a text whose they are", () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
    await shop.server.ask(TABLES)
  })
  afterAll(() => shop?.close())

  /** What is held of a person, with their own row and once it is gone; then all of it is erased, and verified. */
  async function tell(table: string, key: string, type: string, number: string) {
    const step = { table: "club.notes", on: { id: "note_id" }, where: { owner_type: type } }
    const map = mapOf(table, key, type, step)
    await shop.server.ask(grantsFor(map))
    const source = mysqlConnector("club", map, shop.url, "of tests")
    const identifiers = [{ kind: "number", value: number }]
    const read = async () =>
      (await source.read({ identifiers, categories: ["notes"] })).items.map(({ value }) => value)
    const before = await read()
    const erase = async () => {
      const { operations } = await source.plan(identifiers, [{ op: "erase", category: "notes" }])
      const applied = await source.applyAll(operations, "one")
      return { applied, verified: await source.verify(identifiers, operations) }
    }
    return { source, before, read, erase }
  }

  test("are found by a number kept as text when the person's own row is gone, and erased", async () => {
    const { source, before, read, erase } = await tell("club.clerks", "id", "clerk", "7")
    expect(before).toEqual(["by number", "c"])
    await shop.sql("delete from club.clerks where id = 7")
    expect(await read()).toEqual(["by number", "c"])
    expect(await erase()).toMatchObject({ applied: { state: "done" }, verified: { held: true } })
    expect(await shop.sql("select id from club.notes where owner_type = 'clerk' order by id")).toEqual([
      { id: 5 },
      { id: 6 },
    ])
    expect(await shop.sql("select note_id from club.pages order by 1")).toEqual([
      { note_id: 1 },
      { note_id: 6 },
    ])
    await source.close()
  })

  test("are found by a key of letters as their collation has them, and told by the person's own letters", async () => {
    const { source, before, read, erase } = await tell("club.members", "card", "member", "NK-7")
    expect(before).toEqual(["as written", "in small letters", "m"])
    await shop.sql("delete from club.members where card = 'NK-7'")
    // Whose other letters are, nobody can say any more: nothing is told of them, and nothing is passed over.
    await expect(read()).rejects.toThrow(Quarantined)
    await shop.sql("update club.notes set owner_id = 'NK-7' where id = 2")
    expect(await read()).toEqual(["as written", "in small letters", "m"])
    expect(await erase()).toMatchObject({ applied: { state: "done" }, verified: { held: true } })
    expect(await shop.sql("select id from club.notes where owner_type = 'member'")).toEqual([{ id: 3 }])
    await source.close()
  })
})
