import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import type { Item } from "../connector"
import { eachItem } from "../each-item"
import { Quarantined } from "../failures"
import type { Entry } from "../map-schema"
import type { RecordsAnswer, RecordsQuestion } from "../record-block"
import { mysqlConnector } from "./connector"
import { grantsFor } from "./grants"
import { openShop, type Shop } from "./shop.fixture"

const [ROWS, PEOPLE, AT_ONCE] = [20_000, 12, 1_000]
const identifiers = [{ kind: "customer_id", value: "1" }]

/** Keys of every kind an order of its own can go wrong with: letters a collation takes for others, fractions, moments. */
const VISITS = `create table shop.visits (
  customer_id bigint unsigned not null, hall varchar(20) collate utf8mb4_general_ci not null,
  fee decimal(30, 10) not null, at datetime(3) not null, note varchar(20),
  primary key (customer_id, hall, fee, at)
);
create table shop.kinds (
  kind enum('z', 'y', 'x') not null, nth int not null, customer_id bigint unsigned not null, note varchar(20),
  primary key (kind, nth), key (customer_id)
)`

const field = { column: "note", category: "visits", field: "note", type: "text" } as const
const visits: Entry = {
  ...{ table: "shop.visits", primaryKey: ["customer_id", "hall", "fee", "at"], subject: "customer_id" },
  ...{ origin: "subject", recordedAt: "at", rows: "delete", fields: [field] },
}
const kinds: Entry = {
  ...{ table: "shop.kinds", primaryKey: ["kind", "nth"], subject: "customer_id" },
  ...{ origin: "subject", rows: "delete", fields: [{ ...field, category: "kinds" }] },
}

// Where no MariaDB server is to be had, this is counted as skipped.
describe.skipIf(mariaDbFolder === undefined)("a person with very many rows in MariaDB", () => {
  let shop: Shop
  let source: ReturnType<typeof mysqlConnector>
  beforeAll(async () => {
    shop = await openShop()
    const { sql } = shop
    for (const id of [1, 2, 3])
      await sql("insert into shop.customers (id, pin) values (?, ?)", [id, `2150119900000${id}`])
    await shop.server.ask(VISITS)
    const map = { ...shop.map, entries: { ...shop.map.entries, visits, kinds } }
    await shop.server.ask(grantsFor(map))
    source = mysqlConnector("shop", map, shop.url, "of tests")
    // Everybody's rows lie among each other's.
    const last = ROWS * 3
    await sql(`insert into shop.orders (id, customer_id, total, placed_at)
      select seq, 1 + seq % 3, seq, '2026-01-01' + interval seq second from shop.seq_1_to_${last}`)
    await sql(`insert into shop.order_lines (order_id, line, \`what's bought\`, price)
      select id, 1 + s.seq, 'нан', s.seq from shop.orders, shop.seq_1_to_2 s where id < 9000`)
    await sql(`insert into shop.visits
      select 1 + seq % ${PEOPLE}, elt(1 + seq % 7, 'елка', 'ЁЖ', 'Zал', 'zum', 'Abc', 'abd', 'Я'), 90071992547409930000.0 + seq / 1000,
        '2026-01-01 00:00:00.5' + interval seq second, if(seq % 5 = 0, null, seq) from shop.seq_1_to_${ROWS * PEOPLE}`)
    await sql(`insert into shop.kinds
      select elt(1 + seq % 3, 'x', 'y', 'z'), seq, 1, seq from shop.seq_1_to_3000`)
    await sql("analyze table shop.orders, shop.order_lines, shop.visits, shop.kinds")
  })
  afterAll(async () => {
    await source?.close()
    await shop?.close()
  })

  /** How many rows the server has looked at. */
  const looked = async () => {
    const rows = await shop.sql("show global status like 'Handler_read%'")
    return rows.reduce((sum, row) => sum + Number(row.Value), 0)
  }

  /** Every item of a category by rows, and what each page cost the server. */
  async function take(category: string) {
    const [ids, keys, costs]: [string[], Item["key"][], number[]] = [[], [], []]
    for (let after: string | null = null, isMore = true; isMore; isMore = after !== null) {
      const before = await looked()
      const question: RecordsQuestion = { identifiers, category, limit: AT_ONCE, after }
      const answer: RecordsAnswer | undefined = await source.records?.(question)
      costs.push((await looked()) - before)
      for (const items of answer?.block?.open(answer.block.text) ?? [])
        for (const item of items) {
          keys.push(item.key)
          ids.push(answer?.block?.idOf(item) ?? "")
        }
      after = answer?.next ?? null
    }
    return { ids, keys, costs }
  }

  /** The names of a category's items by numbered pages. */
  async function named(category: string) {
    const ids: string[] = []
    for (let offset: number | null = 0; offset !== null; ) {
      const page = await source.read({ identifiers, categories: [category], page: { offset, limit: 10_000 } })
      ids.push(...page.items.map(({ id }) => id))
      offset = page.nextOffset
    }
    return ids
  }

  test("every row comes once, in one order, and a later page costs the server no more than an early one", async () => {
    const { ids, costs } = await take("visits")
    expect(ids.length).toBe(ROWS * 0.8)
    expect(ids).toEqual(await named("visits"))
    // A fifth of the rows holds nothing; what is read of a person and by the question itself is some hundred.
    expect(costs.length).toBe(17)
    expect(costs.filter((cost) => cost > AT_ONCE * 1.25 + 500)).toEqual([])
  })

  test("neither where an index of their owner leads to them, nor where another table does", async () => {
    const { ids, costs } = await take("payments")
    const [{ n } = {}] = await shop.sql(
      "select count(*) as n from shop.orders o join shop.order_lines l on l.order_id = o.id where o.customer_id = 1",
    )
    expect([ids.length, new Set(ids).size]).toEqual([ROWS * 3 + Number(n) * 2, ids.length])
    const [orders, lines] = [costs.slice(0, 19), costs.slice(21, 26)]
    expect(orders.filter((cost) => cost > AT_ONCE + 500)).toEqual([])
    // Everybody's lines lie among each other's, with the order of each.
    expect(lines.filter((cost) => cost > AT_ONCE * 6)).toEqual([])
  })

  test("a key that is ordered otherwise than it reads is counted off, and nothing is left out", async () => {
    const { ids, keys } = await take("kinds")
    expect([ids.length, new Set(ids).size]).toEqual([3_000, 3_000])
    expect([...new Set(keys.map(({ kind }) => kind))]).toEqual(["z", "y", "x"])
  })

  test("rows that went meanwhile push no other out, and a key that became somebody else's gives none", async () => {
    const question = { category: "visits", limit: 10 }
    const begun = await source.records?.({ ...question, identifiers, after: null })
    const whole = await named("visits")
    await shop.sql("delete from shop.visits where customer_id = 1 order by hall, fee, at limit 5")
    const next = await source.records?.({ ...question, identifiers, after: begun?.next ?? null })
    const ids = [...(next?.block?.open(next.block.text) ?? [])].flat().map((item) => next?.block?.idOf(item))
    expect(ids).toEqual(whole.slice(10, 20))
    const each: string[] = []
    for await (const { id } of eachItem(source, identifiers, "visits")) each.push(id)
    expect(each).toEqual(await named("visits"))
    const onward = (by: typeof identifiers) =>
      source.records?.({ ...question, identifiers: by, after: begun?.next ?? null })
    expect(await onward([{ kind: "customer_id", value: "2" }])).toMatchObject({ block: null, next: null })
    const other = { kind: "pin", value: "21501199000002" }
    await expect(onward([...identifiers, other])).rejects.toThrow(Quarantined)
  })

  test("a key is told from another to its last digit, though both are the same as fractions", async () => {
    const fees = ["90071992547409930000.0010000000", "90071992547409930000.0020000000"]
    await shop.sql(
      "insert into shop.visits select 3, 'x', fee, now(), 'n' from (select ? as fee union select ?) f",
      fees,
    )
    const own = [{ kind: "customer_id", value: "3" }]
    const items: string[] = []
    for (let after: string | null = null, isMore = true; isMore; isMore = after !== null) {
      const question: RecordsQuestion = { identifiers: own, category: "visits", limit: 10_000, after }
      const answer: RecordsAnswer | undefined = await source.records?.(question)
      const found = [...(answer?.block?.open(answer.block.text) ?? [])].flat()
      items.push(
        ...found.filter(({ key }) => key.fee === fees[0]).map((item) => answer?.block?.idOf(item) ?? ""),
      )
      after = answer?.next ?? null
    }
    expect(items.length).toBe(1)
    const { operations } = await source.plan(own, [{ op: "erase", category: "visits", items }])
    expect(await source.applyAll(operations, "digit")).toMatchObject({ state: "done" })
    expect(await shop.sql("select fee from shop.visits where customer_id = 3 and hall = 'x'")).toEqual([
      { fee: fees[1] },
    ])
  })

  test("thousands of keys of several columns are looked up each, and nobody else's rows are looked at", async () => {
    const [{ others } = {}] = await shop.sql(
      "select count(*) as others from shop.visits where customer_id <> 1",
    )
    const { operations } = await source.plan(identifiers, [{ op: "erase", category: "visits" }])
    const keys = operations.reduce((sum, operation) => sum + operation.keys.length, 0)
    expect(keys).toBe(ROWS - 5)
    const before = await looked()
    expect(await source.applyAll(operations, "many")).toMatchObject({ state: "done" })
    // Held, compared and removed.
    expect((await looked()) - before).toBeLessThan(keys * 3 + 1_000)
    const between = await looked()
    expect(await source.applyAll(operations, "many")).toMatchObject({
      state: "done",
      results: operations.map(() => ({ state: "already" })),
    })
    expect((await looked()) - between).toBeLessThan(keys * 2 + 1_000)
    expect(await shop.sql("select count(*) as n, sum(customer_id = 1) as mine from shop.visits")).toEqual([
      { n: others, mine: "0" },
    ])
  })
})
