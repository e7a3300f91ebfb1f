import fc from "fast-check"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectorUrl, makeConnectorRole } from "@/db/connector-role"
import { testConnectorPassword } from "@/db/testing/database"
import type { DraftOperation } from "@/lib/fulfilment/draft"
import { hashOf } from "@/lib/fulfilment/plan-hash"
import { RelationalMap } from "@/lib/sources/map-schema"
import type { PlannedOperation, Wanted } from "@/lib/sources/operation"
import { postgresConnector } from "@/lib/sources/postgres/connector"
import { grantsFor } from "@/lib/sources/postgres/grants"
import { ownDatabase } from "@/lib/testing/open-deployment"

const field = (column: string, category: string) => ({
  ...{ column, category, field: column, type: "text" },
  erase: { fixed: "-" },
})
const map = RelationalMap.parse({
  title: { ky: "Китепкана", ru: "Библиотека", en: "Library" },
  connector: "postgres",
  connection: "LIBRARY_URL",
  limits: { seconds: 20, connections: 2 },
  subject: {
    ...{ table: "public.reader", key: "id", kind: "reader" },
    identifiers: [{ kind: "phone", column: "phone", normalise: "exact" }],
  },
  entries: {
    readers: {
      ...{ table: "public.reader", primaryKey: ["id"], subject: "id", origin: "self", rows: "keep" },
      fields: [field("name", "name")],
    },
    loans: {
      ...{
        table: "public.loan",
        primaryKey: ["shelf", "n"],
        subject: "reader",
        origin: "library",
        rows: "delete",
      },
      fields: [field("book", "loans"), field("remark", "remarks")],
    },
  },
  facts: {},
})

let owner: pg.Client
let source: ReturnType<typeof postgresConnector>
beforeAll(async () => {
  const url = await ownDatabase("library")
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await makeConnectorRole(owner, testConnectorPassword)
  await owner.query(`create table reader (id int primary key, name text, phone text);
    create table loan (shelf text, n int, reader int not null references reader, book text, remark text, primary key (shelf, n));`)
  await owner.query(grantsFor(map))
  source = postgresConnector("library", map, connectorUrl(url, testConnectorPassword), "of tests")
})
afterAll(async () => {
  await source?.close()
  await owner?.end()
})

type Loan = { shelf: string; n: number; book: string | null; remark: string | null }

async function fill(name: string, loans: readonly Loan[]): Promise<void> {
  await owner.query("truncate reader, loan")
  await owner.query("insert into reader values (1, $1, '1'), (2, 'other', '2')", [name])
  await owner.query(
    `insert into loan select shelf, n, 1, book, remark from jsonb_to_recordset($1::jsonb)
      as l (shelf text, n int, book text, remark text)`,
    [JSON.stringify(loans)],
  )
}

const wanted: Wanted[] = [
  { op: "erase", category: "name" },
  { op: "erase", category: "loans" },
  { op: "keep", category: "remarks" },
]

const lineOf = (planned: PlannedOperation): DraftOperation => ({
  ...{ phase: planned.op === "keep" ? "kept" : "now", source: planned.source, place: planned.place },
  ...{ category: planned.category, purpose: null, operation: planned.op, operations: [], planned },
  ...{ strategy: planned.strategy, items: planned.count, beforeHash: planned.beforeHash },
  ...{ wanted: { op: "erase", category: planned.category }, ground: null, untilOn: null, untilFact: null },
  ...{ plus: null, sure: true },
})

async function planned(): Promise<string> {
  const { operations } = await source.plan([{ kind: "reader", value: "1" }], wanted)
  return hashOf(operations.map(lineOf), [])
}

// PostgreSQL's texts hold no NUL, and JSON brings lone surrogates to nobody.
const text = fc.string({ unit: "grapheme", maxLength: 8 }).filter((each) => !each.includes("\0"))
const loan = fc.record({
  shelf: fc.constantFrom("Ө", "а", "A", "á", ""),
  n: fc.integer({ min: -9, max: 9 }),
  book: text,
  remark: fc.option(text),
})
const loans = fc.uniqueArray(loan, {
  minLength: 1,
  maxLength: 12,
  selector: ({ shelf, n }) => `${shelf} ${n}`,
})
/** Loans, and the same in another order. */
const twice = loans.chain((one) =>
  fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length })),
)

test("the same data have the same plan and hash in whatever order they lie, any other value another", async () => {
  await fc.assert(
    fc.asyncProperty(twice, text, fc.nat(), async ([one, shuffled], name, which) => {
      await fill(name, one)
      const first = await planned()
      expect(await planned()).toBe(first)
      await fill(name, shuffled)
      expect(await planned()).toBe(first)
      const { shelf, n } = one[which % one.length] ?? { shelf: "", n: 0 }
      const changed = "update loan set book = book || 'x' where shelf = $1 and n = $2"
      await owner.query(changed, [shelf, n])
      const second = await planned()
      expect(second).not.toBe(first)
      await owner.query("update reader set name = name || 'x' where id = 1")
      const third = await planned()
      expect([first, second]).not.toContain(third)
      await owner.query("insert into loan values ('new', 10, 1, '', null)")
      expect([first, second, third]).not.toContain(await planned())
      // What is another's, and what is nobody's to erase, is no part of it.
      await owner.query("delete from loan where shelf = 'new'")
      await owner.query("insert into loan values ('theirs', 1, 2, 'book', null)")
      expect(await planned()).toBe(third)
    }),
    { numRuns: 15, seed: 20261123 },
  )
})
