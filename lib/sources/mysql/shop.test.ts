import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { SourceRefused, ValueDoesNotFit } from "../failures"
import type { Wanted } from "../operation"
import { checkSchema } from "../schema-check"
import { mysqlConnector } from "./connector"
import { openShop, type Shop } from "./shop.fixture"

const PINS = ["21501199000001", "21501199000002", "21501199000003"] as const
const by = (id: number) => [{ kind: "customer_id", value: String(id) }]

// Where no MariaDB server is to be had, this is counted as skipped.
describe.skipIf(mariaDbFolder === undefined)("a shop on MariaDB", () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
    await shop.sql("insert into shop.addresses (city, street) values ('Ош', 'Ленин 1')")
    for (const [i, pin] of PINS.entries())
      await shop.sql(
        `insert into shop.customers (full_name, email, phone, pin, sex, born, address_id, profile, topics)
         values ('Ёлка Üзөн 7', ?, ?, ?, 'Male', '1990-05-17', 1, '{"job": {"title": "пекарь", "since": 2020}}', 'news,surveys')`,
        [`e${i}@shop.example`, `055500010${i}`, pin],
      )
  })
  afterAll(() => shop?.close())

  const carryOut = async (id: number, wanted: readonly Wanted[]) => {
    const { operations } = await shop.connector.plan(by(id), wanted)
    const applied = await shop.connector.applyAll(operations, "one")
    return { operations, applied, verified: await shop.connector.verify(by(id), operations) }
  }

  test("finds a person by an identifier letter by letter, and nobody by what a collation takes for it", async () => {
    const { connector, sql } = shop
    await sql("insert into shop.customers (email, pin) values ('élan@shop.example', '21501199000009')")
    const [{ id } = {}] = await sql("select id from shop.customers where pin = '21501199000009'")
    expect(await connector.find("email", " ÉLAN@shop.example")).toEqual([String(id)])
    expect(await connector.find("email", "elan@shop.example")).toEqual([])
    expect(await connector.find("phone", "+996 555 000 101")).toEqual(["2"])
    for (const key of ["1", "1x", "1.0", " 1", "-1", "18446744073709551616"])
      expect([key, await connector.find("customer_id", key)]).toEqual([key, key === "1" ? ["1"] : []])
  })

  test("empties fields of a row that stays, each in its own way, and nobody else's", async () => {
    const categories = ["name", "pin", "sex", "birth_date", "email", "workplace", "marketing_subscription"]
    const before = await shop.sql("select * from shop.customers where id = 2")
    const { operations, applied, verified } = await carryOut(
      1,
      categories.map((category) => ({ op: "erase", category })),
    )
    expect(applied).toMatchObject({ state: "done", results: operations.map(() => ({ state: "done" })) })
    expect(verified).toMatchObject({ held: true, operations: operations.map(() => ({ held: true })) })
    const [row] = await shop.sql("select * from shop.customers where id = 1")
    expect(row).toMatchObject({
      sex: null,
      born: "1990-01-01",
      topics: "",
      email: null,
      profile: { job: {} },
    })
    // What the server derives went with it, and what its triggers wrote down of it.
    expect(row?.initial).toBe(String(row?.full_name).slice(0, 1).toUpperCase())
    expect(await shop.sql("select * from shop.changes")).toEqual([])
    expect(await shop.connector.count({ identifiers: by(1), categories })).toMatchObject({
      categories: [{ category: "birth_date", items: 1 }],
    })
    expect(row?.full_name).toMatch(/^[0-9a-f]{32}$/)
    expect(row?.pin).toMatch(/^\d{14}$/)
    expect(row?.pin).not.toBe(PINS[0])
    expect(await shop.sql("select * from shop.customers where id = 2")).toEqual(before)
    expect(await shop.connector.applyAll(operations, "two")).toMatchObject({
      results: operations.map(() => ({ state: "already" })),
    })
  })

  test("corrects an address that two people share on a copy of one's own, and refuses what does not fit", async () => {
    const wanted: Wanted = { op: "correct", category: "residence_address", field: "city", value: "Нарын" }
    const { operations, verified } = await carryOut(2, [wanted])
    expect(operations.map(({ strategy }) => strategy)).toEqual(["split"])
    expect(verified.held).toBe(true)
    const cities = await shop.sql(
      "select c.id, a.city, a.street from shop.customers c join shop.addresses a on a.id = c.address_id where c.id in (2, 3) order by 1",
    )
    expect(cities.map(({ city, street }) => [city, street])).toEqual([
      ["Нарын", "Ленин 1"],
      ["Ош", "Ленин 1"],
    ])
    const { operations: spelled } = await carryOut(3, [
      { op: "correct", category: "sex", field: "sex", value: "FEMALE" },
    ])
    expect(await shop.connector.verify(by(3), spelled)).toMatchObject({ held: true })
    const long = { ...wanted, value: "Н".repeat(61) }
    await expect(shop.connector.plan(by(3), [long])).rejects.toThrow(ValueDoesNotFit)
    await expect(
      shop.connector.plan(by(3), [{ op: "correct", category: "sex", field: "sex", value: "other" }]),
    ).rejects.toThrow(ValueDoesNotFit)
  })

  test("writes into JSON what is corrected there, as what stood there, and makes the way to it", async () => {
    const carry = (field: string, value: string) =>
      carryOut(3, [{ op: "correct", category: "workplace", field, value }])
    const since = await carry("since", "2021")
    const city = await carry("city", "Ош")
    expect([since.verified.held, city.verified.held]).toEqual([true, true])
    const [row] = await shop.sql("select profile from shop.customers where id = 3")
    expect(row?.profile).toEqual({ job: { title: "пекарь", since: 2021 }, office: { city: "Ош" } })
    const { operations, verified } = await carryOut(3, [{ op: "erase", category: "workplace" }])
    expect([operations.length, verified.held]).toEqual([1, true])
    expect(await shop.sql("select profile from shop.customers where id = 3")).toEqual([
      { profile: { job: {}, office: {} } },
    ])
    expect(await shop.connector.plan(by(3), [{ op: "erase", category: "workplace" }])).toMatchObject({
      operations: [],
      unplanned: [{ why: "nothing_held" }],
    })
  })

  test("keeps nothing of a change with which the server changes more, until that was shown", async () => {
    const { connector, sql } = shop
    await sql(
      "insert into shop.orders (customer_id, total, note, placed_at) values (2, 20.5, 'айран', '2026-01-02'), (2, 7, 'нан', '2026-01-03')",
    )
    await sql(`create trigger shop.takes after update on shop.customers for each row begin
      update shop.orders set total = 999 where customer_id = old.id and note = 'айран';
      delete from shop.orders where customer_id = old.id and note = 'нан';
      end`)
    const stands = () => sql("select total, note from shop.orders where customer_id = 2 order by id")
    const before = await stands()
    const { operations } = await connector.plan(by(2), [{ op: "erase", category: "email" }])
    const refused = await connector.applyAll(operations, "one", [])
    const beside = refused.state === "changed" ? refused.beside : undefined
    expect(beside?.map(({ is }) => is).sort()).toEqual(["changed", "gone"])
    expect(await connector.rehearseAll?.(operations, [])).toMatchObject({ state: "changed", beside })
    expect(await stands()).toEqual(before)
    expect((await connector.applyAll(operations, "two", beside)).state).toBe("done")
    expect(await stands()).toEqual([{ total: "999.00", note: "айран" }])
    await sql("drop trigger shop.takes")

    await sql(`create trigger shop.brings after update on shop.customers for each row
      insert into shop.orders (customer_id, total, placed_at) values (old.id, 1, '2026-01-04')`)
    const { operations: named } = await connector.plan(by(2), [{ op: "erase", category: "name" }])
    expect((await connector.applyAll(named, "three", [])).state).toBe("done")
    expect((await stands()).length).toBe(2)
    await sql("drop trigger shop.brings")
    await sql("delete from shop.orders where customer_id = 2")
  })

  test("reaches with the rights granted to it what the map needs, and nothing else", async () => {
    expect((await checkSchema("shop", shop.map, shop.url)).map(({ reason }) => reason)).toEqual([])
    const tables = await shop.sql("show grants for ukuk_connector@'%'")
    expect(JSON.stringify(tables)).not.toMatch(/ALL PRIVILEGES|GRANT OPTION/)
    await shop.sql("grant delete on shop.customers to ukuk_connector@'%'")
    await shop.sql("revoke select (note) on shop.orders from ukuk_connector@'%'")
    expect((await checkSchema("shop", shop.map, shop.url)).map(({ reason }) => reason)).toEqual([
      "The connector's login lacks a right the map needs: grant select (note) on shop.orders to it.",
      "The connector's login may do more than the map needs: revoke delete on shop.customers from it.",
    ])
    await expect(shop.connector.count({ identifiers: by(3), categories: ["payments"] })).rejects.toThrow(
      SourceRefused,
    )
    await shop.sql("revoke delete on shop.customers from ukuk_connector@'%'")
    await shop.sql("grant select (note) on shop.orders to ukuk_connector@'%'")
  })

  test("names what the live schema and the map know of alone", async () => {
    const { map, url, sql } = shop
    const said = async (changed = map) =>
      (await checkSchema("shop", changed, url)).map(({ reason }) => reason)
    await sql("alter table shop.customers add column second_email varchar(60), rename column sex to gender")
    await sql(
      "create table shop.wishes (id int primary key, customer_id bigint unsigned, foreign key (customer_id) references shop.customers (id))",
    )
    await sql("alter table shop.orders modify note int")
    expect(await said()).toEqual([
      'The source has no column "sex" in shop.customers; it may be "gender" now. Correct the map, or give the column back to the source.',
      'The column "note" is int(11), which is no text: its type has changed, or the map is wrong.',
      'The column "note" is int(11), which is no text: its type has changed, or the map is wrong.',
      'The table shop.customers has a column "second_email" that is not in the map and looks personal: map it, or add it to "ignore" with a reason.',
      'The table shop.wishes (customer_id), which is not in the map, refers to people in shop.customers: map it, or add it to "ignore" with a reason.',
    ])
    await sql("alter table shop.customers drop column second_email, rename column gender to sex")
    await sql("alter table shop.orders modify note text")
    const looked = [...(map.ignore ?? []), { table: "shop.wishes", reason: "Nobody's" }]
    expect(await said({ ...map, ignore: looked })).toEqual([])
    await sql("drop table shop.wishes")
    await sql("rename table shop.documents to shop.papers")
    expect((await said())[0]).toBe(
      "The source has no table shop.documents; it may be shop.papers now. Correct the map, or give the table back to the source.",
    )
    await sql("rename table shop.papers to shop.documents")
    const away = url.replace(/:\d+$/, ":1")
    expect((await checkSchema("shop", map, away)).map(({ reason: why }) => why)).toEqual([
      "The source does not answer at the address in SHOP_URL.",
    ])
  })

  test("takes no row that a second way finds under another category, and empties what is wanted in it", async () => {
    const { orders, ...others } = shop.map.entries
    if (!orders) throw new Error("no orders")
    const [total, note] = orders.fields
    if (!total || !note) throw new Error("no fields of orders")
    const entries = {
      ...others,
      orders: { ...orders, fields: [{ ...note, erase: "null" as const }] },
      paid: {
        ...orders,
        path: [{ table: "shop.customers", on: { id: "customer_id" } }],
        subject: "id",
        fields: [{ ...total, category: "activity" }],
      },
    }
    const source = mysqlConnector("shop", { ...shop.map, entries }, shop.url, "of tests")
    await shop.sql("grant update (note) on shop.orders to ukuk_connector@'%'")
    await shop.sql(
      "insert into shop.orders (customer_id, total, note, placed_at) values (3, 12.5, 'айран', now())",
    )
    const erase = (...categories: string[]) =>
      categories.map((category) => ({ op: "erase" as const, category }))
    const emptied = await source.plan(by(3), erase("payments"))
    expect(emptied).toMatchObject({ operations: [{ place: "shop.orders.note" }], unplanned: [] })
    expect((await source.applyAll(emptied.operations, "one")).state).toBe("done")
    expect(await source.verify(by(3), emptied.operations)).toMatchObject({ held: true })
    expect(await shop.sql("select total, note from shop.orders where customer_id = 3")).toEqual([
      { total: "12.50", note: null },
    ])
    const gone = await source.plan(by(3), erase("payments", "activity"))
    expect(gone.operations.map(({ place, strategy }) => [place, strategy])).toEqual([
      ["shop.orders", "delete"],
    ])
    expect((await source.applyAll(gone.operations, "two")).state).toBe("done")
    expect(await shop.sql("select * from shop.orders where customer_id = 3")).toEqual([])
    await shop.sql("revoke update (note) on shop.orders from ukuk_connector@'%'")
    await source.close()
  })

  test("names a table that cannot take back a change, and writes nothing there", async () => {
    await shop.sql("insert into shop.documents (customer_id, number) values (3, 'P3')")
    await shop.sql("alter table shop.documents drop foreign key documents_ibfk_1")
    await shop.sql("alter table shop.documents engine = MyISAM")
    expect((await checkSchema("shop", shop.map, shop.url)).map(({ reason }) => reason)).toEqual([
      "The table shop.documents is kept by MyISAM, which cannot take back a change half done: move it to InnoDB.",
    ])
    const fresh = mysqlConnector("shop", shop.map, shop.url, "of tests")
    const { operations } = await fresh.plan(by(3), [{ op: "erase", category: "identity_document" }])
    expect(operations).toHaveLength(1)
    await expect(fresh.applyAll(operations, "one")).rejects.toThrow(SourceRefused)
    await fresh.close()
    expect(await shop.sql("select number from shop.documents where customer_id = 3")).toEqual([
      { number: "P3" },
    ])
  })
})
