import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freshLender, type Lender } from "../lender.fixture"
import { relational } from "../relational.fixture"
import { checkSchema } from "../schema-check"
import { grantsFor } from "./grants"

let lender: Lender
let connector: pg.Pool
beforeAll(async () => {
  lender = await freshLender(5)
  connector = new pg.Pool({ connectionString: lender.connectorUrl, max: 1 })
})
afterAll(async () => {
  await connector.end()
  await lender.drop()
})

const lenderOf = () => relational(lender.map.sources.lender)
const check = async () =>
  (await checkSchema("lender", lenderOf(), lender.connectorUrl)).map(({ reason }) => reason)

test("the connector's role can do what the map needs, and is refused everything else", async () => {
  await expect(connector.query("select last_name, pin from core.customers limit 1")).resolves.toMatchObject({
    rowCount: 1,
  })
  await expect(
    connector.query("update core.customers set email = email where customer_id = 1"),
  ).resolves.toMatchObject({ rowCount: 1 })
  for (const statement of [
    "select * from core.batch_log",
    "delete from core.customers where customer_id = 1",
    "insert into core.customers (customer_no, last_name, first_name, registered_at, updated_at) values ('x', 'x', 'x', now(), now())",
    "update core.loans set balance = 0, customer_id = 2",
    "update core.payments set amount = 0",
    "update core.customer_addresses set customer_id = 2",
    "insert into core.payments (loan_no, n, amount, paid_at, method) values ('x', 1, 1, now(), 'x')",
    "truncate core.payments",
    "create table core.mine (id int)",
    "create schema mine",
    "select * from pg_authid",
    "set role lender_owner",
    "copy core.customers (pin) to program 'cat'",
  ]) {
    await expect(connector.query(statement), statement).rejects.toMatchObject({
      code: expect.stringMatching(/^42501|^42P01|^0LP01/),
    })
  }
})

test("the demo lender's schema fits its map; too few and too many rights are each one sentence", async () => {
  expect(await check()).toEqual([])
  await lender.sql("revoke select (email) on core.customers from ukuk_connector")
  await lender.sql("grant delete on core.batch_log to ukuk_connector")
  expect(await check()).toEqual([
    "The connector's login lacks a right the map needs: grant select (email) on core.customers to it.",
    "The connector's login may do more than the map needs: revoke delete on core.batch_log from it.",
  ])
  await lender.sql(grantsFor(lenderOf()))
  expect(await check()).toEqual([])
})

test("a missing column, a changed type, a column that may not be null, a table out of sight: a sentence each", async () => {
  await lender.sql("alter table core.e_wallets rename column wallet_no to number")
  await lender.sql("alter table core.employment alter column since type text")
  await lender.sql("update core.customers set patronymic = '-' where patronymic is null")
  await lender.sql("alter table core.customers alter column patronymic set not null")
  await lender.sql("create table core.guarantees (id int primary key, loan_no text references core.loans)")
  const found = await check()
  expect(found).toContain(
    'The source has no column "wallet_no" in core.e_wallets. Correct the map, or give the column back to the source.',
  )
  expect(found).toContain(
    'The column "since" is text, which is no date: its type has changed, or the map is wrong.',
  )
  expect(found).toContain('The column "patronymic" may not be null: erase it with "fixed: VALUE".')
  expect(found).toContain(
    'core.guarantees (loan_no) refers to core.loans, whose rows are erased, and is not in the data map: map it, or name it under "references".',
  )
  await expect(
    lender.sources.of("lender").count({ identifiers: [{ kind: "customer_id", value: "1" }] }),
  ).rejects.toThrow("has no column core.e_wallets.wallet_no, which the data map names")
  await lender.sql("drop table core.guarantees")
  await lender.sql("alter table core.e_wallets rename column number to wallet_no")
  await lender.sql("alter table core.employment alter column since type date using since::date")
  await lender.sql("alter table core.customers alter column patronymic drop not null")
})

test("a fact that cannot be asked and a source that is away are sentences too", async () => {
  const map = lenderOf()
  const broken = {
    ...map,
    facts: {
      "loan.open": {
        sql: "select nothing as value, null as since, '[]' as evidence from core.loans where customer_id = $1",
        reads: {},
      },
    },
  }
  const found = (await checkSchema("lender", broken, lender.connectorUrl)).map(({ reason }) => reason)
  expect(found).toContain('The fact "loan.open" cannot be asked: it names a column the source has not.')
  const away = await checkSchema("lender", map, "postgres://nobody@127.0.0.1:1/none")
  expect(away).toMatchObject([{ reason: "The source does not answer at the address in LENDER_URL." }])
})
