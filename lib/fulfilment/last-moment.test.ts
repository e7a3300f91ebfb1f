import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { approve, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

// Each story has the person to itself.
beforeEach(async () => {
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set status = 'cancelled' where status <> 'fulfilled'")
  await here.owner.query("alter table request_parts enable trigger user")
  await here.owner.query("update holds set ended_at = now()")
})

const ask = (n: 1 | 2 | 3, ...categories: string[]) => signLetter(here, n, { right: "erasure", categories })

const customer = async (n: number): Promise<number> =>
  (
    await here.lender.query("select customer_id from core.customers where mobile_phone = $1", [
      `+99655500000${n}`,
    ])
  ).rows[0]?.customer_id

const left = async (table: string, column: string, n: number) =>
  (
    await here.lender.query(`select count(*)::int as n from ${table} where ${column} = $1`, [
      await customer(n),
    ])
  ).rows[0]?.n

const states = async (part: { id: string }) =>
  (
    await here.owner.query(
      "select distinct state from plan_operations where plan_id = (select id from plans where part_id = $1 order by version desc limit 1) order by 1",
      [part.id],
    )
  ).rows.map(({ state }) => state)

async function hold(n: 1 | 2 | 3): Promise<void> {
  const [{ actor }, officer] = [await here.borrower(n), await here.staff("officer")]
  await here.owner.query(
    "insert into holds (subject_id, ground, set_by, review_on) values ($1, 'LEGAL_HOLD', $2, '2099-01-01')",
    [actor.subjectId, officer.actor.accountId],
  )
}

it("a hold set after the approval stops the erasure before anything is gone; what is erased already is sealed", async () => {
  const part = await ask(3, "contact_persons")
  await approve(here, await proposeFor(here, part))
  await hold(3)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  expect(await left("core.contact_persons", "customer_id", 3)).toBeGreaterThan(0)
  expect(await states(part)).toEqual(["superseded"])

  await here.owner.query("update holds set ended_at = now()")
  const approved = await approve(here, await proposeFor(here, await rowOf(part)))
  // The worker was killed after the source and before the portal.
  await here.lender.query("delete from core.contact_persons where customer_id = $1", [await customer(3)])
  await hold(3)
  await fulfilPart(here.house, approved.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

const rowOf = async (part: { id: string }) => ({ id: part.id, ...(await partRow(here, part.id)) })

it("facts that turned since an old plan was computed keep what they keep", async () => {
  const part = await ask(3, "residence_address")
  await approve(here, await proposeFor(here, part))
  await here.owner.query("update plans set at = at - interval '1 hour' where part_id = $1", [part.id])
  const turn = (status: string, balance: number) =>
    here.lender.query("update core.loans set status = $2, balance = $3 where customer_id = $1", [
      id,
      status,
      balance,
    ])
  const id = await customer(3)
  await turn("overdue", 100)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  expect(await left("core.customer_addresses", "customer_id", 3)).toBeGreaterThan(0)
  await turn("closed", 0)
})

it("rows that came after the plan send the part back to be planned, with what was done marked as done", async () => {
  const part = await ask(1, "browser", "cookies", "ip_address")
  await approve(here, await proposeFor(here, part))
  await here.lender.query(
    "insert into web.site_sessions select * from json_populate_record(null::web.site_sessions, (select to_json(s)::jsonb || jsonb_build_object('session_id', gen_random_uuid(), 'cookie', 'later', 'browser', 'Later', 'ip', '192.0.2.77') from web.site_sessions s where user_id = $1 limit 1)::json)",
    [await customer(1)],
  )
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  expect(await states(part)).toContain("done")
  await approve(here, await proposeFor(here, await rowOf(part)))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("of two erasures of the same data the earlier goes first, and neither waits for the other for ever", async () => {
  await here.owner.query("update holds set ended_at = now()")
  const [first, second, apart] = [
    await ask(3, "residence_address", "email"),
    await ask(3, "email"),
    await ask(3, "workplace"),
  ]
  await expect(proposeFor(here, second)).rejects.toThrow(NotAllowedNow)
  await approve(here, await proposeFor(here, apart))
  await approve(here, await proposeFor(here, first))
  await fulfilPart(here.house, first.id)
  expect(await partRow(here, first.id)).toMatchObject({ status: "fulfilled" })
  await approve(here, await proposeFor(here, await rowOf(second)))
  await fulfilPart(here.house, second.id)
  expect(await partRow(here, second.id)).toMatchObject({ status: "fulfilled" })
})
