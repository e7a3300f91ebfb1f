import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { readLater } from "@/lib/fulfilment/read-later"
import { rereadsOf } from "@/lib/fulfilment/rereads"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { myRequest } from "@/lib/requests/my-request"
import { approve, as, partRow, proposeFor, readAgainAfter, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const contactsOf = async (phone: string) =>
  (
    await here.lender.query(
      "select count(*)::int as n from core.contact_persons where customer_id = (select customer_id from core.customers where mobile_phone = $1)",
      [phone],
    )
  ).rows[0]?.n

it("what comes back after an erasure opens it again, is shown, approved and erased once more; a clean reading says so", async () => {
  const signed = await here.borrower(2)
  const part = await signLetter(here, 2, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const readings = () => as(here, signed, (ctx) => rereadsOf(ctx, part.id))
  expect((await readings()).map(({ at }) => at)).toEqual([null, null, null])

  // Before its day nothing is read, whoever calls: the round itself may come half a day early, wherever the clock stands.
  await readLater(here.house, part.id)
  expect((await readings()).filter(({ at }) => at)).toEqual([])

  await here.lender.query(
    `insert into core.contact_persons (customer_id, relation, phone, added_at)
     select customer_id, 'relative', '+996700000001', now() from core.customers where mobile_phone = '+996555000002'`,
  )
  await here.owner.query(
    "update rereads set due_on = current_date - 3 where part_id = $1 and due_on = (select min(due_on) from rereads where part_id = $1)",
    [part.id],
  )
  const round = await here.owner.query("select guard.parts_to_read_again(200) as id")
  expect(round.rows).toEqual([{ id: part.id }])
  await readLater(here.house, part.id)
  const [first] = await readings()
  expect(first?.found).toEqual([{ source: "lender", category: "contact_persons", items: expect.any(Number) }])
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  const told = await here.owner.query("select 1 from outbox where template = 'found_again'")
  expect(told.rowCount).toBe(1)
  await readLater(here.house, part.id)
  expect(await contactsOf("+996555000002")).toBe(1)

  const { version, status } = await partRow(here, part.id)
  await approve(here, await proposeFor(here, { id: part.id, version, status }))
  await fulfilPart(here.house, part.id)
  expect(await contactsOf("+996555000002")).toBe(0)
  const { letters, history } = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  expect(letters.filter(({ kind }) => kind === "certificate")).toHaveLength(2)
  expect(history.map(({ event }) => event)).toContain("recur")

  await readAgainAfter(here, part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect((await readings()).map(({ found }) => found?.length).sort()).toEqual([0, 0, 0, 1])
})

it("a restriction that its source dropped is found on its day, one that was lifted is not looked for", async () => {
  const signed = await here.borrower(1)
  const part = await signLetter(here, 1, { right: "restriction", categories: ["email"] })
  await runSelfService(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const readings = () => as(here, signed, (ctx) => rereadsOf(ctx, part.id))
  expect((await readings()).map(({ at }) => at)).toEqual([null, null, null])
  await readAgainAfter(here, part)
  expect((await readings()).map(({ found }) => found)).toEqual([[], [], []])

  const again = await signLetter(here, 1, { right: "restriction", categories: ["scoring"] })
  await runSelfService(here.house, again.id)
  await fulfilPart(here.house, again.id)
  await here.lender.query(
    "update core.customers set processing_restricted_scope = null where mobile_phone = '+996555000001'",
  )
  await readAgainAfter(here, again)
  expect(await partRow(here, again.id)).toMatchObject({ status: "working" })
  const [first] = await as(here, signed, (ctx) => rereadsOf(ctx, again.id))
  expect(first?.found).toEqual([{ source: "lender", category: "scoring", items: expect.any(Number) }])
})

it("the wall alone lets nobody but the worker write what a reading found, and the person see their own alone", async () => {
  const officer = await here.staff("officer")
  const other = await here.borrower(3)
  const change = (who: typeof officer | typeof other) =>
    as(here, who as typeof officer, ({ db }) =>
      db.execute("update rereads set found = '[]', at = now()"),
    ).then(
      () => "changed",
      ({ code }) => code,
    )
  expect([await change(officer), await change(other)]).toEqual(["42501", "42501"])
  const seen = await as(here, other, ({ db }) => db.execute("select 1 from rereads"))
  expect(seen.rows).toEqual([])
  const close = await as(here, officer, ({ db }) => db.execute("select guard.close_account()")).then(
    () => "closed",
    ({ code }) => code,
  )
  expect(close).toBe("42501")
})

it("what cannot be looked for any more is said not to be read, and opens nothing", async () => {
  const signed = await here.borrower(3)
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  await here.house.vault.destroy({ id: signed.actor.subjectId, purpose: "data" })
  await here.owner.query("delete from source_identities where subject_id = $1", [signed.actor.subjectId])
  await readAgainAfter(here, part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const [first] = await as(here, signed, (ctx) => rereadsOf(ctx, part.id))
  expect(first?.found).toContainEqual({
    source: "lender",
    category: "contact_persons",
    items: 0,
    unread: true,
  })
})
