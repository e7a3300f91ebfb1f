import { afterAll, beforeAll, expect, test } from "vitest"
import { freshLender, type Lender } from "../lender.fixture"
import { isRelational } from "../map-schema"
import { liveSchema } from "../postgres/live-schema"
import { SourcePool } from "../postgres/pool"
import { checkSchema } from "../schema-check"
import { type Accounted, driftOf } from "./drift"
import { sentenceOf } from "./sentences"

let lender: Lender
let pool: SourcePool
beforeAll(async () => {
  lender = await freshLender(3)
  pool = new SourcePool({
    source: "lender",
    url: lender.ownerUrl,
    seconds: 10,
    connections: 1,
    readOnly: true,
  })
})
afterAll(async () => {
  await pool.close()
  await lender.drop()
})

/** What the lender's map names of one of its tables. */
function accounted(table: string, ...ignored: Accounted["ignored"]): Accounted {
  const map = Object.values(lender.map.sources).find(isRelational)
  const fields = Object.values(map?.entries ?? {}).flatMap((entry) =>
    entry.table === table && !entry.path
      ? [...entry.fields.map(({ column }) => column), ...entry.primaryKey]
      : [],
  )
  const columns = new Map([[table, new Set(fields)]])
  const named = new Map([...columns, ["core.loans", new Set<string>()]])
  return { named, held: columns, ignored }
}

test("the check of a source names what came beside the map once, at its place, and is quiet about what was seen", async () => {
  const map = Object.values(lender.map.sources).find(isRelational)
  if (!map) throw new Error("no lender")
  const check = async (ignore: typeof map.ignore) =>
    (await checkSchema("lender", { ...map, ignore }, lender.connectorUrl)).map(({ path, drift }) => ({
      ...drift,
      at: path.slice(0, 4).join("."),
    }))
  expect(await check(undefined)).toEqual([])
  await lender.sql(`alter table core.employment add column second_phone text;
    create table core.guarantees (id int primary key, loan_no text references core.loans);
    create table core.notes (id int primary key, customer_id bigint references core.customers)`)
  expect(await check(undefined)).toEqual([
    {
      ...{ code: "holding_table", table: "core.guarantees", column: "loan_no", target: "core.loans" },
      at: "sources.lender.entries.loans",
    },
    {
      ...{ code: "personal_column", table: "core.employment", column: "second_phone" },
      at: "sources.lender.entries.employment",
    },
    {
      ...{ code: "table_of_people", table: "core.notes", column: "customer_id", target: "core.customers" },
      at: "sources.lender",
    },
  ])
  const seen = [
    { table: "core.employment", column: "second_phone", reason: "of the office" },
    { table: "core.notes", reason: "numbers of boxes" },
  ]
  expect(await check(seen)).toMatchObject([{ code: "holding_table" }])
  await lender.sql(
    "drop table core.guarantees, core.notes; alter table core.employment drop column second_phone",
  )
})

test("a table without a foreign key is named by a column called as the person's key is, or by two personal names", async () => {
  const map = Object.values(lender.map.sources).find(isRelational)
  if (!map) throw new Error("no lender")
  const check = async (...ignore: NonNullable<typeof map.ignore>) =>
    (
      await checkSchema("lender", { ...map, ignore: [...(map.ignore ?? []), ...ignore] }, lender.connectorUrl)
    ).map(({ drift }) => drift)
  await lender.sql(`create table core.newsletter (customer_id bigint, email text, phone text, birth_date date);
    create table core.visitors (id int primary key, e_mail text, phone text, seen timestamptz);
    create table core.branches (id int primary key, phone text, customer_id text)`)
  expect(await check()).toEqual([
    { code: "unlinked_table", table: "core.newsletter", column: "customer_id", target: "core.customers" },
    { code: "personal_table", table: "core.visitors", column: "e_mail, phone" },
  ])
  const reason = "of the office"
  expect(await check({ table: "core.newsletter", reason }, { table: "core.visitors", reason })).toEqual([])
  await lender.sql("drop table core.newsletter, core.visitors, core.branches")
})

test("a change of the schema is named with what to do, and stays quiet once it was looked at", async () => {
  const table = "core.bank_accounts"
  const drift = async (...ignored: Accounted["ignored"]) =>
    driftOf(await liveSchema(pool.ask), new Map(), accounted(table, ...ignored))
  expect(await drift()).toEqual([])

  await lender.sql(`alter table ${table} add column holder_email text, add column branch text;
    alter table ${table} rename column account_no to account_number;
    create table core.standing_orders (id int primary key, account_id bigint references ${table}, sum numeric);
    create function core.noted() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger noted after insert on ${table} for each row execute function core.noted();
    create view core.banks as select bank_name from ${table};
    create materialized view core.banks_then as select bank_name from ${table}`)
  const found = await drift()
  expect(found).toEqual([
    { code: "missing_column", table, column: "account_no", likely: "account_number" },
    { code: "personal_column", table, column: "holder_email" },
    { code: "table_of_people", table: "core.standing_orders", column: "account_id", target: table },
    { code: "trigger", table, trigger: "noted" },
    { code: "view", table, view: "core.banks" },
    { code: "copy", table, view: "core.banks_then" },
  ])
  for (const each of found)
    for (const text of Object.values(sentenceOf(each))) expect(text).toContain(each.table)

  const seen = [
    { table, column: "holder_email" },
    { table: "core.standing_orders" },
    { table, trigger: "noted" },
  ]
  expect((await drift(...seen)).map(({ code }) => code)).toEqual(["missing_column", "view", "copy"])
  await lender.sql(`alter table ${table} rename to accounts`)
  expect(await drift()).toContainEqual({ code: "missing_table", table, likely: "core.accounts" })
})
